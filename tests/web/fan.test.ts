import assert from "node:assert/strict";
import { test } from "node:test";
import { around, cells, fan, fanReach, together, within } from "../../web/src/geo/fan.ts";
import { merge } from "../../web/src/geo/rings.ts";

test("no two marks of a fan touch, nor their ring, and none lies outside its reach", () => {
  for (let count = 2; count <= 24; count += 1) {
    const places = fan(count);
    assert.equal(places.length, count);
    for (const [i, [x, y]] of places.entries()) {
      assert.ok(Math.hypot(x, y) >= 50 && Math.hypot(x, y) <= fanReach(count), `${count}: ${i}`);
      // 44 px of room for a finger.
      for (const [u, v] of places.slice(i + 1)) assert.ok(Math.hypot(x - u, y - v) >= 44, `${count}: ${i}`);
    }
  }
});

test("a mark that took others in knows all their cells", () => {
  const mark = (x: number, at: string) => ({ x, y: 0, count: 2, sectors: {}, at, parts: [at] });
  const [joined, ...more] = merge([mark(0, "-1.5,47.2"), mark(10, "-1.4,47.2"), mark(12, "-1.3,47.3")]);
  assert.deepEqual(more, []);
  assert.deepEqual(joined?.parts, ["-1.5,47.2", "-1.4,47.2", "-1.3,47.3"]);
  const boxes = cells(joined?.parts ?? [], 8);
  const all = around(boxes);
  for (const at of [[-1.5, 47.2], [-1.4, 47.2], [-1.3, 47.3]] as [number, number][]) {
    assert.ok(boxes.some((box) => within(at, box)));
    assert.ok(within(at, all));
  }
  assert.ok(!within([2, 47.2], all));
});

test("structures are in one place when the last zoom cannot part any two", () => {
  assert.ok(together([{ x: 0, y: 0 }, { x: 30, y: 0 }, { x: 10, y: 10 }], 40));
  assert.ok(!together([{ x: 0, y: 0 }, { x: 30, y: 0 }, { x: 60, y: 0 }], 40));
  assert.ok(together([{ x: 5, y: 5 }], 40));
});
