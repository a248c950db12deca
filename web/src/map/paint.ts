/** Paints the printed backdrop from the sea up, on any canvas: knows neither Leaflet nor a document, so that it can work beside the page. */
import type { Context } from "./letters.ts";

/** A line in thousandths of a degree, each point as its difference from the one before: x, y, dx, dy ... */
type Packed = number[];

/** The file of the bundle; web/backdrop.mjs makes it. */
export interface Printed {
  departments: { name: string; region: string; at: [number, number]; land: Packed[][] }[];
  neighbours: Packed[][][];
  coast: Packed[];
  /** The regions on both sides, and the line. */
  borders: [string, string, Packed][];
}

/** What a picture shows: its zoom, its upper left corner in pixels of the world there, its width and height in those of the page. */
export interface Extent {
  zoom: number;
  left: number;
  top: number;
  width: number;
  height: number;
  /** Pixels of the canvas to one of the page. */
  ratio: number;
}

/** Colours of a theme, by their names in the style. */
export const INKS = ["--sea", "--sea-l", "--out", "--out-l", "--land", "--lis", "--coast", "--dep"] as const;

/** What is to be painted. */
export interface View extends Extent {
  /** Codes of the regions that are brought forward. */
  lifted: string[];
  inks: Record<(typeof INKS)[number], string>;
}

/** A line as fractions of the world from its north-west: x, y, x, y ...; and the frame around it. */
interface Line {
  points: Float64Array;
  west: number;
  north: number;
  east: number;
  south: number;
}

/** Distances of the waterlines from the coast, in pixels, and their opacity; drawn up to zoom 9. */
const WATERLINES: [number, number][] = [[17.6, 0.2], [12, 0.36], [7.2, 0.58], [3.2, 0.85]];
const LAST_WATERLINE = 9;
/** Width of the world at zoom 0, in pixels. */
const WORLD = 256;
/** What lies farther outside than this is left out, in pixels: more than half of the widest line. */
const MARGIN = 40;
/** Points nearer than this to the one before are left out, in pixels; of the wide waterlines, more. */
const FINE = 0.7;
const COARSE = 2;

/** Spherical Mercator, as Leaflet has it: EPSG:3857 between 0 and 1. */
function projected(line: Packed): Line {
  const points = new Float64Array(line.length - (line.length % 2));
  const out = { points, west: Infinity, north: Infinity, east: -Infinity, south: -Infinity };
  let [lon, lat] = [0, 0];
  for (let i = 0; i + 1 < line.length; i += 2) {
    lon += line[i] ?? 0;
    lat += line[i + 1] ?? 0;
    const x = lon / 360_000 + 0.5;
    const y = 0.5 - Math.asinh(Math.tan((lat / 180_000) * Math.PI)) / (2 * Math.PI);
    points[i] = x;
    points[i + 1] = y;
    out.west = Math.min(out.west, x);
    out.east = Math.max(out.east, x);
    out.north = Math.min(out.north, y);
    out.south = Math.max(out.south, y);
  }
  return out;
}

/** Where a line lies in a view, in pixels; undefined where all of it is outside. `whole` tells that none of it is. */
function laid(line: Line, view: View, fine: number): { points: number[]; whole: boolean } | undefined {
  const scale = WORLD * 2 ** view.zoom;
  const [west, east] = [line.west * scale - view.left, line.east * scale - view.left];
  const [north, south] = [line.north * scale - view.top, line.south * scale - view.top];
  if (east < -MARGIN || south < -MARGIN || west > view.width + MARGIN || north > view.height + MARGIN) return undefined;
  const points: number[] = [];
  const { length } = line.points;
  let [lastX, lastY] = [Infinity, Infinity];
  for (let i = 0; i < length; i += 2) {
    const x = (line.points[i] ?? 0) * scale - view.left;
    const y = (line.points[i + 1] ?? 0) * scale - view.top;
    if (Math.abs(x - lastX) < fine && Math.abs(y - lastY) < fine && i + 2 < length) continue;
    points.push(x, y);
    [lastX, lastY] = [x, y];
  }
  return { points, whole: west > -MARGIN && north > -MARGIN && east < view.width + MARGIN && south < view.height + MARGIN };
}

/** The part of a ring on one side of an upright (`axis` 0) or a level line (1): one turn of Sutherland and Hodgman. */
function cut(points: number[], axis: 0 | 1, limit: number, sign: 1 | -1): number[] {
  const out: number[] = [];
  let [ax, ay] = [points[points.length - 2] ?? 0, points[points.length - 1] ?? 0];
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [bx, by] = [points[i] ?? 0, points[i + 1] ?? 0];
    const [a, b] = axis === 0 ? [ax, bx] : [ay, by];
    const [inA, inB] = [(a - limit) * sign >= 0, (b - limit) * sign >= 0];
    if (inA !== inB) {
      const share = (limit - a) / (b - a);
      out.push(ax + (bx - ax) * share, ay + (by - ay) * share);
    }
    if (inB) out.push(bx, by);
    [ax, ay] = [bx, by];
  }
  return out;
}

/** A ring within the view and its margin. */
export function clipped(points: number[], { width, height }: { width: number; height: number }): number[] {
  return cut(cut(cut(cut(points, 0, -MARGIN, 1), 0, width + MARGIN, -1), 1, -MARGIN, 1), 1, height + MARGIN, -1);
}

/** Both ends lie on the same outer side: nothing of it is seen. */
const aside = (a: number, b: number, most: number) => (a < -MARGIN && b < -MARGIN) || (a > most + MARGIN && b > most + MARGIN);

function lines(all: Line[], view: View, fine: number): Path2D {
  const path = new Path2D();
  for (const line of all) {
    const { points = [] } = laid(line, view, fine) ?? {};
    let down = false;
    for (let i = 2; i + 1 < points.length; i += 2) {
      const [ax, ay] = [points[i - 2] ?? 0, points[i - 1] ?? 0];
      const [bx, by] = [points[i] ?? 0, points[i + 1] ?? 0];
      if (aside(ax, bx, view.width) || aside(ay, by, view.height)) {
        down = false;
        continue;
      }
      if (!down) path.moveTo(ax, ay);
      path.lineTo(bx, by);
      down = true;
    }
  }
  return path;
}

function area(rings: Line[], view: View): Path2D | undefined {
  const path = new Path2D();
  let any = false;
  for (const ring of rings) {
    const found = laid(ring, view, FINE);
    const points = found?.whole ? found.points : clipped(found?.points ?? [], view);
    if (points.length < 6) continue;
    any = true;
    path.moveTo(points[0] ?? 0, points[1] ?? 0);
    for (let i = 2; i + 1 < points.length; i += 2) path.lineTo(points[i] ?? 0, points[i + 1] ?? 0);
    path.closePath();
  }
  return any ? path : undefined;
}

/** The backdrop with all its lines where they lie in the world: what is left to do for a view is little. */
export class Backcloth {
  private readonly departments: { region: string; land: Line[][] }[];
  private readonly neighbours: Line[][];
  private readonly coast: Line[];
  private readonly borders: [string, string, Line][];

  constructor(printed: Printed) {
    this.departments = printed.departments.map(({ region, land }) => ({ region, land: land.map((rings) => rings.map(projected)) }));
    this.neighbours = printed.neighbours.flat().map((rings) => rings.map(projected));
    this.coast = printed.coast.map(projected);
    this.borders = printed.borders.map(([a, b, line]) => [a, b, projected(line)]);
  }

  paint(context: Context, view: View): void {
    const { inks } = view;
    context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
    context.clearRect(0, 0, view.width, view.height);
    context.lineJoin = "round";
    const stroke = (path: Path2D, width: number, colour: string, { dash = [] as number[], cap = "round" as CanvasLineCap, opacity = 1 } = {}) => {
      context.globalAlpha = opacity;
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.lineCap = cap;
      context.setLineDash(dash);
      context.stroke(path);
      context.globalAlpha = 1;
    };
    if (view.zoom <= LAST_WATERLINE) {
      const coast = lines(this.coast, view, COARSE);
      for (const [far, opacity] of WATERLINES) {
        stroke(coast, 2 * far + 0.8, inks["--sea-l"], { opacity });
        stroke(coast, 2 * far - 0.8, inks["--sea"]);
      }
    }
    const inside = (...codes: string[]) => codes.some((code) => view.lifted.includes(code));
    const fill = (rings: Line[], colour: string) => {
      const path = area(rings, view);
      if (!path) return;
      context.fillStyle = colour;
      context.fill(path, "evenodd");
      // No seam of sea between two of them.
      stroke(path, 0.6, colour);
    };
    for (const rings of this.neighbours) fill(rings, inks["--out"]);
    for (const { region, land } of this.departments) for (const rings of land) fill(rings, inside(region) ? inks["--land"] : inks["--out"]);
    const borders = (lifted: boolean) => lines(this.borders.filter(([a, b]) => inside(a, b) === lifted).map(([, , line]) => line), view, FINE);
    stroke(borders(false), 0.9, inks["--out-l"]);
    const around = borders(true);
    stroke(around, 7, inks["--lis"], { cap: "butt" });
    stroke(lines(this.coast, view, FINE), 1, inks["--coast"]);
    stroke(around, 1.15, inks["--dep"], { dash: [8, 3, 1.6, 3], cap: "butt" });
  }
}
