/** Where marks of one place stand when they are fanned out, and whether they need it. Pure. */
import { wholeCells } from "./bounds.ts";
import type { Box } from "./bounds.ts";

/** Room between two marks, from middle to middle, and least way to the middle, in pixels. */
const APART = 46;
const NEAR = 58;
/** More than these go round in a spiral. */
const ROUND = 9;

/** Offsets from the middle, clockwise from noon. */
export function fan(count: number): [number, number][] {
  const at = (radius: number, angle: number): [number, number] => [radius * Math.sin(angle), -radius * Math.cos(angle)];
  if (count <= ROUND) {
    const radius = Math.max(NEAR, (APART * count) / (2 * Math.PI));
    return Array.from({ length: count }, (_, i) => at(radius, (i / count) * 2 * Math.PI));
  }
  let angle = 0;
  return Array.from({ length: count }, () => {
    // One turn takes it out by the room of a mark.
    const radius = NEAR + (APART * angle) / (2 * Math.PI);
    const place = at(radius, angle);
    angle += APART / radius;
    return place;
  });
}

/** How far the fan reaches from its middle, marks included, in pixels. */
export const fanReach = (count: number): number => Math.max(0, ...fan(count).map(([x, y]) => Math.hypot(x, y))) + APART / 2;

/** The cells of the server's clusters that some marks stand for. */
export const cells = (at: string[], zoom: number): Box[] =>
  at.map((text) => {
    const [lon = Number.NaN, lat = Number.NaN] = text.split(",").map(Number);
    return wholeCells([lon, lat, lon, lat], zoom);
  });

/** A box around all. */
export const around = (boxes: Box[]): Box => [
  Math.min(...boxes.map((b) => b[0])), Math.min(...boxes.map((b) => b[1])),
  Math.max(...boxes.map((b) => b[2])), Math.max(...boxes.map((b) => b[3])),
];

export const within = ([lon, lat]: [number, number], [west, south, east, north]: Box): boolean => lon >= west && lon <= east && lat >= south && lat <= north;

/** No two of some points on the screen can be told apart: all lie closer than `least` to each other. */
export const together = (points: { x: number; y: number }[], least: number): boolean =>
  points.every((a, i) => points.slice(i + 1).every((b) => Math.hypot(a.x - b.x, a.y - b.y) < least));
