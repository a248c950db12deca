/** The part of the world that a drawing shows, on the Mercator map: all in degrees, upwards stretched. */
export interface View {
  west: number;
  east: number;
  /** Lower and upper edge, northings. */
  south: number;
  north: number;
}

const RADIANS = Math.PI / 180;
const northing = (lat: number): number => Math.asinh(Math.tan(lat * RADIANS)) / RADIANS;
const latitude = (up: number): number => Math.atan(Math.sinh(up * RADIANS)) / RADIANS;

/** Reads west,south,east,north in degrees. */
export function read(text: string): View {
  const [west = 0, south = 0, east = 1, north = 1] = text.split(",").map(Number);
  return { west, east, south: northing(south), north: northing(north) };
}

/** The same in an address: to the metre. */
export function written({ west, south, east, north }: View): string {
  return [west, latitude(south), east, latitude(north)].map((v) => v.toFixed(5)).join(",");
}

export const width = (v: View): number => v.east - v.west;

/** A view this many times as wide around a point, which stays where it is: parts of the width and of the height from the upper left. */
export function zoomed(v: View, times: number, x = 0.5, y = 0.5): View {
  const [lon, up] = [v.west + x * width(v), v.north - y * (v.north - v.south)];
  const around = (edge: number, middle: number) => middle + (edge - middle) * times;
  return { west: around(v.west, lon), east: around(v.east, lon), south: around(v.south, up), north: around(v.north, up) };
}

/** A view moved by parts of its width and of its height. */
export function moved(v: View, x: number, y: number): View {
  const [across, up] = [x * width(v), y * (v.north - v.south)];
  return { west: v.west + across, east: v.east + across, south: v.south - up, north: v.north - up };
}

/** How a drawing of one view is put to show another: scale, and move as parts of width and height. */
export function placed(drawing: View, shown: View): { scale: number; x: number; y: number } {
  return {
    scale: width(drawing) / width(shown),
    x: (drawing.west - shown.west) / width(shown),
    y: (shown.north - drawing.north) / (shown.north - shown.south),
  };
}

/** Which unit a view of this width has: 0 for the widest; `limits` are the widths from which on it is a finer one. */
export const unit = (across: number, limits: readonly number[]): number => limits.filter((limit) => across <= limit).length;
