/** Arc geometry of cluster rings, and the merging of marks that would overlap. Pure. */

/** Sectors in the fixed order of the arcs, clockwise from noon. */
export const SECTORS = ["reemploi", "reparation", "mobilite", "dechets", "accompagnement"] as const;

/** Outer radius and stroke of a ring, in pixels. */
export function size(count: number): { radius: number; stroke: number } {
  if (count < 2) return { radius: 7.5, stroke: 0 };
  if (count < 10) return { radius: 17, stroke: 5 };
  if (count < 30) return { radius: 20, stroke: 5.5 };
  if (count < 80) return { radius: 24, stroke: 6 };
  return { radius: 29, stroke: 7 };
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
  const room = around - 2 * parts.length;
  const lengths = parts.map((p) => (p.count / total) * room);
  const raised = lengths.map((l) => Math.max(4, l));
  const excess = raised.reduce((a, b) => a + b, 0) - room;
  const spare = raised.reduce((a, l) => a + (l - 4), 0);
  let at = 0;
  return parts.map((p, i) => {
    const l = raised[i] ?? 0;
    const length = spare > 0 ? l - ((l - 4) / spare) * excess : l;
    const arc = { sector: p.sector, start: at, length };
    at += length + 2;
    return arc;
  });
}

export interface Mark {
  x: number;
  y: number;
  count: number;
  sectors: Record<string, number>;
}

/** Joins any two marks nearer than R1 + R2 + 6 px; the counts keep their sum. */
export function merge<M extends Mark>(marks: M[]): M[] {
  const out: M[] = [];
  for (const mark of [...marks].sort((a, b) => b.count - a.count)) {
    const near = out.find((o) => Math.hypot(o.x - mark.x, o.y - mark.y) < size(o.count).radius + size(mark.count).radius + 6);
    if (!near) {
      out.push({ ...mark, sectors: { ...mark.sectors } });
      continue;
    }
    near.count += mark.count;
    for (const [sector, n] of Object.entries(mark.sectors)) near.sectors[sector] = (near.sectors[sector] ?? 0) + n;
  }
  return out;
}
