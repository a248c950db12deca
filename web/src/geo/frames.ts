/** Discs and frames on the screen, in pixels: what touches what, and where something stands free. Pure. */

export interface Disc {
  x: number;
  y: number;
  radius: number;
}

export interface Frame {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Two frames share more than an edge. */
export const overlap = (a: Frame, b: Frame): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** A disc comes nearer to a frame than `gap`. */
export function meets(frame: Frame, disc: Disc, gap = 0): boolean {
  const dx = Math.max(frame.left - disc.x, 0, disc.x - frame.right);
  const dy = Math.max(frame.top - disc.y, 0, disc.y - frame.bottom);
  return Math.hypot(dx, dy) < disc.radius + gap;
}

/** The shortest way, right and down, that brings a disc wholly into a room and clear of some frames; none when it stands free or never can. */
export function freeing(disc: Disc, room: { x: number; y: number }, frames: Frame[]): [number, number] {
  const keep = disc.radius + 1;
  const into = (v: number, most: number) => Math.max(keep, Math.min(most - keep, v));
  const free = (x: number, y: number) => !frames.some((f) => meets(f, { x, y, radius: disc.radius }));
  const xs = [disc.x, ...frames.flatMap((f) => [f.left - keep, f.right + keep])].map((x) => into(x, room.x));
  const ys = [disc.y, ...frames.flatMap((f) => [f.top - keep, f.bottom + keep])].map((y) => into(y, room.y));
  const ways = xs.flatMap((x) => ys.filter((y) => free(x, y)).map((y): [number, number] => [x - disc.x, y - disc.y]));
  return ways.reduce<[number, number] | undefined>((best, way) => (best && Math.hypot(...best) <= Math.hypot(...way) ? best : way), undefined) ?? [0, 0];
}

/** The part of a frame that another one covers, in square pixels. */
const shared = (a: Frame, b: Frame) => Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

/** Which of some frames is seen best in a room with other frames over it: the first of those that lose least. */
export function clearest(frames: Frame[], room: { x: number; y: number }, over: Frame[]): number {
  const lost = frames.map((f) => {
    const area = (f.right - f.left) * (f.bottom - f.top);
    return area - shared(f, { left: 0, top: 0, right: room.x, bottom: room.y }) + over.reduce((sum, o) => sum + shared(f, o), 0);
  });
  return lost.indexOf(Math.min(...lost));
}
