import assert from "node:assert/strict";
import { test } from "node:test";
import { moved, placed, read, unit, width, written, zoomed } from "../../web/src/geo/view.ts";

const near = (a: number, b: number, what: string) => assert.ok(Math.abs(a - b) < 1e-4, `${what}: ${a} is not ${b}`);

test("a view is written as it was read", () => {
  const text = "-2.55000,46.20000,0.95000,48.60000";
  assert.equal(written(read(text)), text);
});

test("what lies under the pointer stays there", () => {
  const view = read("-2.5,46.2,0.9,48.6");
  const [x, y] = [0.2, 0.7];
  const lon = view.west + x * width(view);
  const up = view.north - y * (view.north - view.south);
  const next = zoomed(view, 0.37, x, y);
  near(width(next), 0.37 * width(view), "width");
  near(next.west + x * width(next), lon, "longitude");
  near(next.north - y * (next.north - next.south), up, "northing");
  // The same again from where it came.
  near(zoomed(next, 1 / 0.37, x, y).west, view.west, "back");
});

test("the drawing is put so that each place is where the view has it", () => {
  const [drawing, shown] = [read("-2,46,2,49"), read("-1,46.5,1,48")];
  const { scale, x } = placed(drawing, shown);
  near(scale, 2, "scale");
  // The western edge of the view lies at a quarter of the drawing: it comes to the left.
  near(x + scale * 0.25, 0, "left");
  const same = placed(drawing, drawing);
  assert.deepEqual([same.scale, same.x, same.y], [1, 0, 0]);
});

test("moving goes east and south", () => {
  const view = read("0,46,1,47");
  const next = moved(view, 0.25, 0.5);
  near(next.west, 0.25, "west");
  assert.ok(next.north < view.north && next.south < view.south);
});

test("the narrower the finer", () => {
  const limits = [7.6, 1.4];
  assert.deepEqual([16, 7.6, 5, 1.4, 0.2].map((w) => unit(w, limits)), [0, 1, 1, 2, 2]);
});
