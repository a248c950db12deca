import assert from "node:assert/strict";
import { test } from "node:test";
import { boxNear, circle, copyNear, intersect, parseBox, rolled, unrolled, wholeCells } from "../../web/src/geo/bounds.ts";
import { distance, matchRange, sectorSentence } from "../../web/src/state/format.ts";
import { NBSP, number, path, speak, t } from "../../web/src/state/words.ts";

const FRENCH = {
  "structures-count": { one: `{n}${NBSP}structure`, other: `{n}${NBSP}structures` },
  "map-ring": `{count}${NBSP}: {sectors}`,
};
const ENGLISH = { "structures-count": { one: "{n} organisation", other: "{n} organisations" } };

test("figures are said the French way", () => {
  assert.equal(number(999), "999");
  assert.equal(number(1284), `1${NBSP}284`);
  assert.equal(number(1234567), `1${NBSP}234${NBSP}567`);
  assert.equal(distance(10_000), `10${NBSP}km`);
  assert.equal(distance(2000), `2${NBSP}km`);
  assert.equal(distance(650), `650${NBSP}m`);
  assert.equal(distance(4120), `4,1${NBSP}km`);
});

test("messages take their variables, their plural and their language", () => {
  speak("fr", FRENCH);
  assert.equal(t("structures-count", { n: 0 }), `0${NBSP}structure`);
  assert.equal(t("structures-count", { n: 2 }), `2${NBSP}structures`);
  assert.equal(t("structures-count", { n: 1_000_000 }), `1${NBSP}000${NBSP}000${NBSP}structures`);
  assert.equal(t("not-there"), "not-there");
  assert.equal(path("/sources"), "/sources");
  speak("en", ENGLISH);
  assert.equal(t("structures-count", { n: 0 }), "0 organisations");
  assert.equal(t("structures-count", { n: 1 }), "1 organisation");
  assert.equal(t("structures-count", { n: 1284 }), "1,284 organisations");
  assert.equal(distance(4120), `4.1${NBSP}km`);
  assert.equal(path("/?q=a"), "/en/?q=a");
  speak("fr", {});
});

test("matches are found without accents, at the start of a word", () => {
  assert.deepEqual(matchRange("Vélo électrique", "elec"), [5, 9]);
  assert.deepEqual(matchRange("Œuvre", "oeu"), [0, 2]);
  assert.equal(matchRange("Sauvelo", "velo"), null);
  assert.equal(matchRange("Vélo", " "), null);
});

test("a cluster is said in words", () => {
  speak("fr", FRENCH);
  const labels = new Map([["reemploi", "Réemploi"], ["reparation", "Réparation"]]);
  assert.equal(sectorSentence(3, { reparation: 1, reemploi: 2 }, labels), `3${NBSP}structures${NBSP}: 2${NBSP}réemploi, 1${NBSP}réparation`);
  assert.equal(sectorSentence(2, {}, labels), `2${NBSP}structures`);
});

test("boxes are read, or refused", () => {
  assert.deepEqual(parseBox("-1,47,0,48"), [-1, 47, 0, 48]);
  for (const bad of ["1,2,3", "-1,48,0,47", "a,b,c,d", "1,,2,3", "", undefined, null]) assert.equal(parseBox(bad), null, String(bad));
  assert.deepEqual(intersect([0, 0, 2, 2], [1, 1, 3, 3]), [1, 1, 2, 2]);
  assert.equal(intersect([0, 0, 1, 1], [2, 2, 3, 3]), null);
});

test("a view grows to whole cells and to no more", () => {
  const view: [number, number, number, number] = [-1.7, 46.9, 0.2, 48.1];
  const cells = wholeCells(view, 8);
  assert.ok(cells[0] <= view[0] && cells[1] <= view[1] && cells[2] >= view[2] && cells[3] >= view[3]);
  const degrees = 360 / (2 ** 8 * 4);
  assert.ok(view[0] - cells[0] < degrees && cells[2] - view[2] < degrees);
  assert.ok(Math.abs(cells[0] / degrees - Math.round(cells[0] / degrees)) < 1e-9);
  const again = wholeCells([cells[0] + 1e-9, cells[1] + 1e-9, cells[2] - 1e-9, cells[3] - 1e-9], 8);
  again.forEach((v, i) => assert.ok(Math.abs(v - (cells[i] ?? 0)) < 1e-9));
});

test("a circle is round on the ground", () => {
  for (const [lat, lon] of circle(-0.08, 47.26, 10_000)) {
    const dy = (lat - 47.26) * 111_195;
    const dx = (lon + 0.08) * 111_195 * Math.cos((47.26 * Math.PI) / 180);
    assert.ok(Math.abs(Math.hypot(dx, dy) - 10_000) < 1);
  }
});

test("a box across the antimeridian is one piece on the map and goes back as it came", () => {
  assert.deepEqual(unrolled([170, -20, -170, 10]), [170, -20, 190, 10]);
  assert.deepEqual(unrolled([-2, 46, 1, 48]), [-2, 46, 1, 48]);
  assert.deepEqual(rolled([170, -20, 190, 10]), [170, -20, -170, 10]);
  assert.deepEqual(rolled([-190, -20, -170, 10]), [170, -20, -170, 10]);
  assert.deepEqual(rolled([-2, 46, 1, 48]), [-2, 46, 1, 48]);
  assert.deepEqual(rolled([100, 46, 180, 48]), [100, 46, 180, 48]);
  assert.deepEqual(rolled([-300, -20, 200, 10]), [-180, -20, 180, 10]);
});

test("what lies beyond the antimeridian is met on the copy of the world that is shown", () => {
  assert.equal(copyNear(-179, 178), 181);
  assert.equal(copyNear(2, -1), 2);
  // Shown from the east side, then from the west side.
  assert.deepEqual(intersect(boxNear(unrolled([170, -20, -170, 10]), 185), [175, -30, 195, 0]), [175, -20, 190, 0]);
  assert.deepEqual(intersect(boxNear(unrolled([170, -20, -170, 10]), -175), [-185, -30, -165, 0]), [-185, -20, -170, 0]);
});

test("cells reach beyond the antimeridian with the view", () => {
  const cells = wholeCells([175, -10, 185, 10], 5);
  assert.ok(cells[0] <= 175 && cells[2] >= 185 && cells[2] < 185 + 360 / (2 ** 5 * 4));
});
