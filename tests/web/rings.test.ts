import assert from "node:assert/strict";
import { test } from "node:test";
import { arcs, merge } from "../../web/src/geo/rings.ts";
import { filters, withBox } from "../../web/src/state/query.ts";

test("arcs and gaps go once around", () => {
  const found = arcs({ reemploi: 98, reparation: 1, dechets: 1 }, 20);
  const sum = found.reduce((a, b) => a + b.length + 2, 0);
  assert.ok(Math.abs(sum - 2 * Math.PI * 20) < 1e-9);
  assert.ok(found.every((a) => a.length >= 4 - 1e-9));
});

test("merging keeps the sum of the counts", () => {
  const marks = Array.from({ length: 50 }, (_, i) => ({ x: (i * 37) % 200, y: (i * 91) % 200, count: 1 + (i % 9), sectors: { reemploi: 1 + (i % 9) } }));
  const total = (list: { count: number }[]) => list.reduce((a, m) => a + m.count, 0);
  const merged = merge(marks);
  assert.ok(merged.length < marks.length);
  assert.equal(total(merged), total(marks));
});

test("only filters go to the API, and a zone replaces the place", () => {
  assert.equal(filters("?utm_source=x&category=ressourcerie&ou=Angers&cursor=3-a").toString(), "category=ressourcerie");
  assert.equal(withBox("?near=1,2&radius=5&category=a", "1,2,3,4"), "?category=a&bbox=1%2C2%2C3%2C4");
});
