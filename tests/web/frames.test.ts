import assert from "node:assert/strict";
import { test } from "node:test";
import { clearest, freeing, meets, overlap } from "../../web/src/geo/frames.ts";

const frame = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom });
const room = { x: 400, y: 300 };

test("frames that only share an edge do not overlap", () => {
  assert.equal(overlap(frame(0, 0, 10, 10), frame(10, 0, 20, 10)), false);
  assert.equal(overlap(frame(0, 0, 10, 10), frame(9, 9, 20, 20)), true);
});

test("a disc meets a frame at its corners as a circle does", () => {
  assert.equal(meets(frame(0, 0, 10, 10), { x: 17, y: 17, radius: 9 }), false);
  assert.equal(meets(frame(0, 0, 10, 10), { x: 17, y: 17, radius: 10 }), true);
  assert.equal(meets(frame(0, 0, 10, 10), { x: 17, y: 17, radius: 9 }, 2), true);
});

test("what stands free stays where it is", () => {
  assert.deepEqual(freeing({ x: 200, y: 150, radius: 20 }, room, [frame(300, 200, 400, 300)]), [0, 0]);
});

test("what is covered comes out by the shortest way, and stays in the room", () => {
  const legend = frame(300, 200, 400, 300);
  assert.deepEqual(freeing({ x: 310, y: 250, radius: 20 }, room, [legend]), [-31, 0]);
  assert.deepEqual(freeing({ x: 390, y: 205, radius: 20 }, room, [legend]), [-11, -26]);
  assert.deepEqual(freeing({ x: -5, y: 150, radius: 20 }, room, []), [26, 0]);
  // Another frame stands in the shortest way.
  const [x, y] = freeing({ x: 310, y: 250, radius: 20 }, room, [legend, frame(200, 230, 299, 300)]);
  assert.ok(!meets(legend, { x: 310 + x, y: 250 + y, radius: 20 }) && !meets(frame(200, 230, 299, 300), { x: 310 + x, y: 250 + y, radius: 20 }));
});

test("where nothing is free nothing moves", () => {
  assert.deepEqual(freeing({ x: 50, y: 50, radius: 20 }, room, [frame(0, 0, 400, 300)]), [0, 0]);
});

test("a caption takes the side that loses least to the edges and to what lies over", () => {
  const below = frame(10, 220, 110, 320);
  const above = frame(10, 80, 110, 180);
  assert.equal(clearest([below, above], room, []), 1);
  assert.equal(clearest([below, above], room, [frame(0, 0, 400, 200)]), 0);
  assert.equal(clearest([above, above], room, []), 0);
});
