/** Arc geometry of cluster rings, and the merging of marks that would overlap. Pure. */

/** Sectors in the fixed order of the arcs, clockwise from noon. */
export const SECTORS = ["reemploi", "reparation", "mobilite", "dechets", "accompagnement"] as const;

/** Least length of an arc and width of the gap between two, in pixels. */
const LEAST = 4;
const GAP = 2;

export interface Size {
  /** Outer radius, pixels. */
  radius: number;
  stroke: number;
  /** Size of the number, pixels. */
  text: number;
}

const LARGE: [number, Size][] = [
  [80, { radius: 29, stroke: 7, text: 17 }],
  [30, { radius: 24, stroke: 6, text: 15 }],
  [10, { radius: 20, stroke: 5.5, text: 14 }],
  [2, { radius: 17, stroke: 5, text: 13 }],
];
const SMALL: [number, Size][] = [
  [80, { radius: 23, stroke: 5.5, text: 15 }],
  [30, { radius: 19, stroke: 5, text: 13.5 }],
  [10, { radius: 16, stroke: 4.5, text: 12.5 }],
  [2, { radius: 14, stroke: 4, text: 12 }],
];

/** Size of the ring of a count; `phone` has smaller ones. */
export function size(count: number, phone = false): Size {
  const row = (phone ? SMALL : LARGE).find(([least]) => count >= least);
  return row ? row[1] : { radius: 7.5, stroke: 0, text: 0 };
}

export interface Arc {
  sector: string;
  /** Pixels along the circle, from noon. */
  start: number;
  length: number;
}

/** Arcs of at least 4 px with gaps of 2 px; what small ones gain is taken from the large ones. */
export function arcs(sectors: Record<string, number>, radius: number): Arc[] {
  const around = 2 * Math.PI * radius;
  const parts = SECTORS.map((sector) => ({ sector, count: sectors[sector] ?? 0 })).filter((p) => p.count > 0);
  const total = parts.reduce((sum, p) => sum + p.count, 0);
  if (total === 0) return [];
  const only = parts[0];
  if (parts.length === 1 && only) return [{ sector: only.sector, start: 0, length: around }];
  const room = around - GAP * parts.length;
  const raised = parts.map((p) => Math.max(LEAST, (p.count / total) * room));
  const excess = raised.reduce((a, b) => a + b, 0) - room;
  const spare = raised.reduce((a, l) => a + (l - LEAST), 0);
  let at = 0;
  return parts.map((p, i) => {
    const l = raised[i] ?? 0;
    const length = spare > 0 ? l - ((l - LEAST) / spare) * excess : l;
    const arc = { sector: p.sector, start: at, length };
    at += length + GAP;
    return arc;
  });
}

export interface Mark {
  x: number;
  y: number;
  count: number;
  sectors: Record<string, number>;
  /** "lon,lat" of each cell of the server that is in it. */
  parts?: string[];
}

/** Joins any two marks nearer than R1 + R2 + 6 px, the largest first; the counts keep their sum. `radius` tells how large a mark is drawn. */
export function merge<M extends Mark>(marks: M[], radius = (mark: M): number => size(mark.count).radius): M[] {
  let list: M[] = marks.map((m) => ({ ...m, sectors: { ...m.sectors }, ...(m.parts ? { parts: [...m.parts] } : {}) }));
  // A ring grows as it takes others in, and may then touch one more: until nothing moves.
  for (;;) {
    const out: M[] = [];
    const radii: number[] = [];
    for (const mark of [...list].sort((a, b) => b.count - a.count)) {
      const own = radius(mark) + 6;
      const at = out.findIndex(({ x, y }, i) => {
        const most = (radii[i] ?? 0) + own;
        return Math.abs(x - mark.x) < most && Math.hypot(x - mark.x, y - mark.y) < most;
      });
      const near = out[at];
      if (!near) {
        out.push(mark);
        radii.push(own - 6);
        continue;
      }
      near.count += mark.count;
      if (mark.parts) near.parts?.push(...mark.parts);
      for (const [sector, n] of Object.entries(mark.sectors)) near.sectors[sector] = (near.sectors[sector] ?? 0) + n;
      radii[at] = radius(near);
    }
    if (out.length === list.length) return out;
    list = out;
  }
}
