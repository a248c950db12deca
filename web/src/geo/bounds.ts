/** Boxes in degrees: west, south, east, north. Pure. */
export type Box = [number, number, number, number];

/** Reads "w,s,e,n"; null when it is not a box. */
export function parseBox(text: string | null | undefined): Box | null {
  const parts = (text ?? "").split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const [west, south, east, north] = parts;
  if (parts.length !== 4 || parts.some((n) => !Number.isFinite(n))) return null;
  if (west === undefined || south === undefined || east === undefined || north === undefined || south > north) return null;
  return [west, south, east, north];
}

/** What two boxes have in common; null when nothing. */
export function intersect(a: Box, b: Box): Box | null {
  const box: Box = [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
  return box[0] <= box[2] && box[1] <= box[3] ? box : null;
}

/** East of its west, beyond 180 degrees where the box crosses the antimeridian. */
export const unrolled = ([west, south, east, north]: Box): Box => [west, south, east < west ? east + 360 : east, north];

/** The copy of a longitude that lies nearest to another one. */
export const copyNear = (lon: number, at: number): number => lon + 360 * Math.round((at - lon) / 360);

/** An unrolled box as near as can be to another longitude: the map may stand on any copy of the world. */
export function boxNear([west, south, east, north]: Box, at: number): Box {
  const shift = copyNear((west + east) / 2, at) - (west + east) / 2;
  return [west + shift, south, east + shift, north];
}

/** An unrolled box as the server reads it: longitudes on the globe, west beyond east where it crosses the antimeridian. */
export function rolled([west, south, east, north]: Box): Box {
  if (east - west >= 360) return [-180, south, 180, north];
  const shift = 360 * Math.floor((west + 180) / 360);
  const [w, e] = [west - shift, east - shift];
  return [w, south, e > 180 ? e - 360 : e, north];
}

/** World pixel of a longitude or latitude at a zoom level (256 px tiles). */
const worldX = (lon: number, zoom: number) => ((lon + 180) / 360) * 256 * 2 ** zoom;
const worldY = (lat: number, zoom: number) => {
  const sine = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
  return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 256 * 2 ** zoom;
};
const lonOf = (x: number, zoom: number) => (x / (256 * 2 ** zoom)) * 360 - 180;
const latOf = (y: number, zoom: number) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / (256 * 2 ** zoom)))) * 180) / Math.PI;

/** Grown to whole cells of the server's clusters, so that no ring counts half of one. */
export function wholeCells(box: Box, zoom: number, cell = 64): Box {
  const down = (v: number) => Math.floor(v / cell) * cell;
  const up = (v: number) => Math.ceil(v / cell) * cell;
  return [
    lonOf(down(worldX(box[0], zoom)), zoom),
    latOf(up(worldY(box[1], zoom)), zoom),
    lonOf(up(worldX(box[2], zoom)), zoom),
    latOf(down(worldY(box[3], zoom)), zoom),
  ];
}

/** A circle on the ground as [lat, lon] points. */
export function circle(lon: number, lat: number, metres: number, steps = 120): [number, number][] {
  const dy = metres / 111_195;
  const dx = dy / Math.max(0.01, Math.cos((lat * Math.PI) / 180));
  return Array.from({ length: steps }, (_, i) => {
    const a = (i / steps) * 2 * Math.PI;
    return [lat + dy * Math.cos(a), lon + dx * Math.sin(a)];
  });
}
