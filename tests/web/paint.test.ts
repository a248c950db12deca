import assert from "node:assert/strict";
import { test } from "node:test";
import { Ahead } from "../../web/src/map/ahead.ts";
import { clipped } from "../../web/src/map/paint.ts";
import { tallness } from "../../web/src/map/press.ts";

const view = { width: 100, height: 60 };
/** Half the sum of cross products: the area of a ring, whichever way round. */
const area = (ring: number[]) => Math.abs(Array.from({ length: ring.length / 2 }, (_, i) => {
  const [ax = 0, ay = 0, bx = 0, by = 0] = [0, 1, 2, 3].map((k) => ring[(2 * i + k) % ring.length]);
  return ax * by - bx * ay;
}).reduce((a, b) => a + b, 0)) / 2;

test("a ring around all of a view is cut to it and 40 px around", () => {
  assert.equal(area(clipped([-1e6, -1e6, 1e6, -1e6, 1e6, 1e6, -1e6, 1e6], view)), 180 * 140);
});

test("a ring within stays as it is, one outside goes", () => {
  const inner = [10, 10, 50, 12, 30, 40];
  assert.deepEqual(new Set(clipped(inner, view)), new Set(inner));
  assert.equal(area(clipped(inner, view)), area(inner));
  assert.deepEqual(clipped([200, 0, 300, 0, 250, 50], view), []);
});

test("of a ring across an edge as much is left as a fine grid of points says", () => {
  const triangle = [-200, 20, 120, -300, 90, 200];
  const cross = (ax: number, ay: number, bx: number, by: number, x: number, y: number) => (bx - ax) * (y - ay) - (by - ay) * (x - ax);
  const [ax = 0, ay = 0, bx = 0, by = 0, cx = 0, cy = 0] = triangle;
  const side = 0.5;
  let inside = 0;
  for (let x = -40 + side / 2; x < 140; x += side) {
    for (let y = -40 + side / 2; y < 100; y += side) {
      const signs = [cross(ax, ay, bx, by, x, y), cross(bx, by, cx, cy, x, y), cross(cx, cy, ax, ay, x, y)].map(Math.sign);
      if (signs.every((s) => s >= 0) || signs.every((s) => s <= 0)) inside += side * side;
    }
  }
  const found = area(clipped(triangle, view));
  assert.ok(Math.abs(found - inside) < 0.01 * inside, `${found} and ${inside}`);
});

test("what is made ahead is taken once, and a later making gives the earlier one up", async () => {
  const dropped: number[] = [];
  const ahead = new Ahead<number>((one) => dropped.push(one));
  const slow = Array.from({ length: 4 }, (_, i): [string, () => number] => [`${i}`, () => {
    const until = performance.now() + 7;
    while (performance.now() < until);
    return i;
  }]);
  // The timer of the first portion was set before.
  const portion = () => new Promise((done) => setTimeout(done));
  const first = ahead.make(slow);
  await portion();
  assert.equal(await ahead.make([["a", () => 7]]), true);
  assert.equal(await first, false);
  assert.equal(ahead.take("a"), 7);
  assert.equal(ahead.take("a"), undefined);
  const given = ahead.make(slow);
  await portion();
  ahead.giveUp();
  assert.equal(await given, false);
  assert.deepEqual(dropped, [0, 0], "what nobody took of either making");
});

test("how tall a department is, its mainland tells, not an island", () => {
  const mainland = [-1000, 46500, 300, 500, 200, -900, -300, 100];
  const island = [-2400, 46700, 10, 20];
  assert.deepEqual(tallness([[island], [mainland]]), [46100, 47000]);
});
