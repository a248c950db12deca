import assert from "node:assert/strict";
import { test } from "node:test";
import { arcs, merge, size } from "../../web/src/geo/rings.ts";

test("arcs and gaps go once around", () => {
  const found = arcs({ reemploi: 98, reparation: 1, dechets: 1 }, 20);
  const sum = found.reduce((a, b) => a + b.length + 2, 0);
  assert.ok(Math.abs(sum - 2 * Math.PI * 20) < 1e-9);
  assert.ok(found.every((a) => a.length >= 4 - 1e-9));
  assert.deepEqual(found.map((a) => a.sector), ["reemploi", "reparation", "dechets"]);
});

test("one sector is a whole circle, no sector is none", () => {
  assert.deepEqual(arcs({ mobilite: 3 }, 10), [{ sector: "mobilite", start: 0, length: 2 * Math.PI * 10 }]);
  assert.deepEqual(arcs({}, 10), []);
});

test("a ring grows with its count, and is smaller on a phone", () => {
  assert.deepEqual([2, 10, 30, 80].map((n) => size(n).radius), [17, 20, 24, 29]);
  assert.deepEqual([9, 29, 79, 5000].map((n) => size(n, true).radius), [14, 16, 19, 23]);
});

test("merging keeps the sum of the counts and leaves no two that touch", () => {
  const marks = Array.from({ length: 50 }, (_, i) => ({ x: (i * 37) % 200, y: (i * 91) % 200, count: 1 + (i % 9), sectors: { reemploi: 1 + (i % 9) } }));
  const before = structuredClone(marks);
  const total = (list: { count: number }[]) => list.reduce((a, m) => a + m.count, 0);
  const merged = merge(marks);
  assert.ok(merged.length < marks.length);
  assert.equal(total(merged), total(marks));
  assert.deepEqual(marks, before, "what was given is left as it was");
  for (const [i, a] of merged.entries()) {
    assert.equal(a.sectors.reemploi, a.count);
    for (const b of merged.slice(i + 1)) assert.ok(Math.hypot(a.x - b.x, a.y - b.y) >= size(a.count).radius + size(b.count).radius + 6);
  }
});
