import assert from "node:assert/strict";
import { test } from "node:test";
import { aroundMe, chooseWhat, chooseWhere, middle, page, placeKey, typed, withBox } from "../../web/src/state/query.ts";
import { speak } from "../../web/src/state/words.ts";

speak("fr", { "place-here": "Ma position" });

const asked = (url: string) => Object.fromEntries(new URL(url, "http://x").searchParams);
const same = { was: "", is: "" };

test("nothing asked is the home page", () => {
  assert.equal(page(new URLSearchParams()), "/");
  assert.equal(page(typed("?q=velo&cursor=30-a", { was: "velo", is: " " }, same)), "/");
});

test("a field that did not change keeps what it stands for", () => {
  const search = "?object=velo&near=-1,47&radius=5000&ou=Nantes&category=ressourcerie&cursor=30-a";
  const unchanged = typed(search, { was: "Vélo", is: "Vélo" }, { was: "Nantes", is: "Nantes" });
  assert.equal(unchanged.get("object"), "velo");
  assert.equal(unchanged.get("near"), "-1,47");
  assert.equal(unchanged.get("cursor"), null);
  const words = typed(search, { was: "Vélo", is: "grille pain" }, { was: "Nantes", is: "49400" });
  assert.deepEqual(Object.fromEntries(words), { category: "ressourcerie", q: "grille pain", ou: "49400" });
});

test("a choice of what replaces what was asked and keeps the place", () => {
  const search = "?q=velo&category=reparateur&near=-1,47&radius=5000";
  assert.deepEqual(asked(chooseWhat(search, { kind: "object", code: "velo", label: "Vélo" })), { object: "velo", category: "reparateur", near: "-1,47", radius: "5000" });
  assert.deepEqual(asked(chooseWhat(search, { kind: "category", code: "repair_cafe", label: "Repair café" })), { category: "repair_cafe", near: "-1,47", radius: "5000" });
  assert.equal(chooseWhat(search, { kind: "structure", code: "01X", label: "L’Établi", slug: "l-etabli" }), "/structures/l-etabli");
});

test("an address is a smaller circle", () => {
  const chosen = { kind: "address", code: "-0.55,47.47", label: "1 Rue d’Essai 49000 Angers", detail: "49000 Angers", lon: -0.55, lat: 47.47 };
  assert.deepEqual(asked(chooseWhere("?object=velo&territory=department:49", chosen)), { object: "velo", near: "-0.55,47.47", radius: "5000", ou: "1 Rue d’Essai 49000 Angers" });
});

test("a whole search replaces what was asked, action and object together", () => {
  const chosen = { kind: "search", code: "action=reparer&object=petit_electromenager", label: "Réparer · Petit électroménager" };
  const after = asked(chooseWhat("?q=grille&action=donner&object=velo&near=-1,47&cursor=30-a", chosen));
  assert.deepEqual(after, { action: "reparer", object: "petit_electromenager", near: "-1,47" });
});

test("the middle of what the map shows, also across the antimeridian", () => {
  assert.equal(middle("-2,46,0,48"), "-1.00,47.00");
  assert.equal(middle("170,-20,-160,0"), "-175.00,-10.00");
  assert.equal(middle(""), undefined);
  assert.equal(middle("a,b,c,d"), undefined);
});

test("a commune is a circle, the other places are territories", () => {
  const search = "?object=velo&bbox=1,2,3,4";
  const commune = chooseWhere(search, { kind: "commune", code: "49328", label: "Saumur", detail: "49400 Maine-et-Loire", lon: -0.0784, lat: 47.2601 });
  assert.deepEqual(asked(commune), { object: "velo", near: "-0.0784,47.2601", radius: "10000", ou: "Saumur (49400)" });
  assert.deepEqual(asked(chooseWhere(new URL(commune, "http://x").search, { kind: "department", code: "49", label: "Maine-et-Loire" })), { object: "velo", territory: "department:49" });
});

test("a position is coarse, a box replaces a place", () => {
  assert.deepEqual(asked(aroundMe("", -0.123456, 47.98765)), { near: "-0.123,47.988", radius: "10000", ou: "Ma position" });
  assert.deepEqual(asked(withBox("?territory=department:49&q=x&cursor=c", "1,2,3,4")), { q: "x", bbox: "1,2,3,4" });
});

test("only the place decides whether the map moves", () => {
  assert.equal(placeKey("near=1,2&radius=5&category=a"), placeKey("near=1,2&radius=5&category=b"));
  assert.notEqual(placeKey("near=1,2&radius=5"), placeKey("near=1,2&radius=9"));
});

test("addresses keep the language of the page", () => {
  speak("en", { "place-here": "My location" });
  assert.equal(page(new URLSearchParams()), "/en/");
  assert.equal(aroundMe("", 1, 47), "/en/?near=1.000%2C47.000&radius=10000&ou=My+location");
  assert.equal(chooseWhat("", { kind: "structure", code: "1", label: "A", slug: "a" }), "/en/structures/a");
  speak("fr", { "place-here": "Ma position" });
});
