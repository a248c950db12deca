/** The printed backdrop, beneath the tiles: sea with waterlines, neighbours, departments, the region of the results lifted. */
import * as L from "leaflet";
import { file } from "../api/client.ts";
import { colour, onTheme } from "./colours.ts";

/** A line in thousandths of a degree, each point as its difference from the one before: x, y, dx, dy ... */
type Packed = number[];

interface Printed {
  departments: { name: string; region: string; at: [number, number]; land: Packed[][] }[];
  neighbours: Packed[][][];
  coast: Packed[];
  /** The regions on both sides, and the line. */
  borders: [string, string, Packed][];
}

/** Distances of the waterlines from the coast, in pixels, and their opacity; drawn up to zoom 9. */
const WATERLINES: [number, number][] = [[17.6, 0.2], [12, 0.36], [7.2, 0.58], [3.2, 0.85]];
const LAST_WATERLINE = 9;
/** The longest portion of the first drawing, in milliseconds. */
const PORTION = 8;
/** What else waits comes first. */
const breath = () => new Promise((done) => setTimeout(done));
const STILL = { interactive: false, lineCap: "round", lineJoin: "round" } as const;

function unpack(line: Packed): L.LatLngTuple[] {
  const out: L.LatLngTuple[] = [];
  let [x, y] = [0, 0];
  for (let i = 0; i + 1 < line.length; i += 2) {
    x += line[i] ?? 0;
    y += line[i + 1] ?? 0;
    out.push([y / 1000, x / 1000]);
  }
  return out;
}

export interface Name {
  text: string;
  at: L.LatLngTuple;
}

/** What Leaflet's canvas does with a line; its types leave it out. */
interface Pen {
  _updatePoly(line: L.Polyline, closed: boolean): void;
  /** Paints soon what a layer covers. */
  _requestRedraw?(layer: L.Path): void;
  /** Paints all of it. */
  _redraw(): void;
}

/** One line drawn with several strokes, the first the lowest: it is projected, clipped and thinned out once for all of them. */
class Strokes extends L.Polyline {
  private readonly pen: Pen;

  constructor(latlngs: L.LatLngTuple[][], options: L.PolylineOptions & { renderer: L.Canvas }, private readonly strokes: L.PathOptions[]) {
    super(latlngs, options);
    this.pen = options.renderer as unknown as Pen;
  }

  /** Leaflet's canvas calls this in the place of its own. */
  protected _updatePath(): void {
    for (const stroke of this.strokes) {
      Object.assign(this.options, stroke);
      this.pen._updatePoly(this, false);
    }
  }
}

export class Backdrop {
  /** Names of the lifted departments. */
  names: Name[] = [];
  private printed: Printed | undefined;
  private regions = "";
  private asked = false;
  /** The drawing that began last. */
  private latest: object | undefined;
  private readonly layers: L.LayerGroup;
  private readonly water: L.LayerGroup;
  private readonly renderer: L.Canvas;

  constructor(private readonly map: L.Map) {
    const pane = map.createPane("backdrop");
    pane.style.zIndex = "150";
    // Its canvas is paper: what it shows in words stands in the list.
    pane.setAttribute("aria-hidden", "true");
    this.renderer = L.canvas({ pane: "backdrop", padding: 0.3 });
    this.water = L.layerGroup();
    this.layers = L.layerGroup().addTo(map);
    map.on("zoomend", () => this.waterline());
    onTheme(() => this.drawn());
  }

  /** The first drawing comes in small portions, so that it holds up neither a finger nor what else the page draws. */
  async load(url: string): Promise<void> {
    if (this.asked) return;
    this.asked = true;
    this.printed = await file<Printed>(url);
    const pen = this.renderer as unknown as Pen;
    // Meanwhile the canvas waits: it would be painted anew after each portion.
    pen._requestRedraw = () => undefined;
    const drawing = this.draw();
    while (!drawing.next().done) await breath();
    delete pen._requestRedraw;
    if (this.map.hasLayer(this.renderer)) pen._redraw();
  }

  /** Brings some regions forward: codes joined by commas. */
  lift(regions: string): void {
    if (regions === this.regions) return;
    this.regions = regions;
    this.drawn();
  }

  private line(latlngs: L.LatLngTuple[][], style: L.PolylineOptions): L.Polyline {
    return L.polyline(latlngs, { ...STILL, renderer: this.renderer, smoothFactor: 0.9, ...style });
  }

  private land(polygon: Packed[], fill: string): L.Polygon {
    const options = { renderer: this.renderer, interactive: false, smoothFactor: 0.6, stroke: true, weight: 0.6, color: fill, fillColor: fill, fillOpacity: 1 };
    return L.polygon(polygon.map(unpack), options);
  }

  /** Anew and at once. */
  private drawn(): void {
    for (const _ of this.draw());
  }

  /** Draws from the sea up; may be left between two portions, and is left for good when another drawing has begun. */
  private *draw(): Generator<void, void> {
    const printed = this.printed;
    if (!printed) return;
    const own = {};
    this.latest = own;
    let began = performance.now();
    const put = (layer: L.Layer) => void this.layers.addLayer(layer);
    const lifted = new Set(this.regions.split(","));
    const inside = (...codes: string[]) => codes.some((code) => lifted.has(code));
    const [sea, out, land] = [colour("--sea"), colour("--out"), colour("--land")];
    const coast = printed.coast.map(unpack);
    const borders = (wanted: (a: string, b: string) => boolean) => printed.borders.filter(([a, b]) => wanted(a, b)).map(([, , line]) => unpack(line));
    this.layers.clearLayers();
    this.water.clearLayers();
    const strokes = WATERLINES.flatMap(([far, opacity]) => [{ weight: 2 * far + 0.8, color: colour("--sea-l"), opacity }, { weight: 2 * far - 0.8, color: sea, opacity: 1 }]);
    this.water.addLayer(new Strokes(coast, { ...STILL, ...strokes[0], renderer: this.renderer, smoothFactor: 2 }, strokes));
    put(this.water);
    const lands = [...printed.neighbours.flat().map((polygon): [Packed[], string] => [polygon, out]), ...printed.departments.flatMap((d) => d.land.map((polygon): [Packed[], string] => [polygon, inside(d.region) ? land : out]))];
    for (const [polygon, fill] of lands) {
      put(this.land(polygon, fill));
      if (performance.now() - began < PORTION) continue;
      yield;
      if (this.latest !== own) return;
      began = performance.now();
    }
    put(this.line(borders((a, b) => !inside(a, b)), { weight: 0.9, color: colour("--out-l") }));
    put(this.line(borders((a, b) => inside(a, b)), { weight: 7, color: colour("--lis"), lineCap: "butt" }));
    put(this.line(coast, { weight: 1, color: colour("--coast"), smoothFactor: 0.6 }));
    put(this.line(borders((a, b) => inside(a, b)), { weight: 1.15, color: colour("--dep"), dashArray: "8 3 1.6 3", lineCap: "butt", smoothFactor: 1.2 }));
    this.names = printed.departments
      .filter((d) => inside(d.region))
      .map((d) => ({ text: d.name, at: [d.at[1] / 1000, d.at[0] / 1000] }));
    this.waterline();
    this.map.fire("printed");
  }

  private waterline(): void {
    const wanted = this.map.getZoom() <= LAST_WATERLINE;
    if (this.layers.hasLayer(this.water) === wanted) return;
    if (wanted) {
      this.layers.addLayer(this.water);
      this.water.eachLayer((layer) => (layer as L.Polyline).bringToBack());
    } else {
      this.layers.removeLayer(this.water);
    }
  }
}
