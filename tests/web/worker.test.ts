import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST, cacheName, dated, kindOfCache, offlinePage, outdated, pageKind, readAsk, standIn, tooMany, wayOf } from "../../web/src/worker/rules.ts";

const HOME = "https://annuaire.example";
const url = (path: string) => new URL(path, HOME);

test("a build has caches of its own, and those of all others are outdated", () => {
  const names = [cacheName("shell", "A"), cacheName("pages", "A"), cacheName("shell", "B"), cacheName("kept", "B"), "elsewhere-shell-A", "boucle-former"];
  assert.deepEqual(outdated(names, "B"), [cacheName("shell", "A"), cacheName("pages", "A"), "boucle-former"]);
  assert.deepEqual(outdated([cacheName("marks", "B")], "B"), []);
  // One version that begins like another is another one.
  assert.deepEqual(outdated([cacheName("shell", "AB")], "A"), [cacheName("shell", "AB")]);
  assert.equal(kindOfCache(cacheName("kept", "A")), "kept");
  assert.equal(kindOfCache("boucle-former"), undefined);
});

test("files, pages and marks are answered for; the interface, the worker and others are left alone", () => {
  for (const [path, page, way] of [
    ["/", true, "page"], ["/en/structures/a", true, "page"], ["/assets/app.ABCDEFGH.js", false, "file"], ["/api/v1/clusters?zoom=8", false, "marks"],
    ["/api/v1/structures", false, "none"], ["/api/v1/structures", true, "none"], ["/api/v1/suggest?q=a", false, "none"], ["/health/live", true, "none"],
    ["/sw.js", false, "none"], ["/manifest.webmanifest", false, "none"], ["/en/manifest.webmanifest", true, "none"], ["/anything", false, "none"],
    ["https://tiles.example/1/2/3.png", false, "none"], ["https://tiles.example/", true, "none"],
  ] as const) assert.equal(wayOf(url(path), HOME, page), way, path);
});

test("the newest pages of each kind stay", () => {
  for (const [path, kind] of [["/", "home"], ["/en/", "home"], ["/?q=a", "list"], ["/en/?q=a", "list"], ["/structures/a", "sheet"], ["/en/structures/a", "sheet"], ["/sources", "other"], ["/energie", "other"]] as const) {
    assert.equal(pageKind(url(path)), kind, path);
  }
  const lists = Array.from({ length: MOST.list + 2 }, (_, i) => url(`/?q=${i}`).href);
  const all = [url("/").href, ...lists.slice(0, 3), url("/structures/a").href, ...lists.slice(3)];
  assert.deepEqual(tooMany(all), lists.slice(0, 2));
  assert.deepEqual(tooMany(lists.slice(0, MOST.list)), []);
});

test("what another build named has its like in this one, but for parts of scripts", () => {
  const files = ["/assets/app-style.NEWNEWNE.css", "/assets/app.NEWNEWNE.js", "/assets/map.NEWNEWNE.js", "/assets/chunk.NEWNEWNE.js", "/assets/atkinson-latin.NEWNEWNE.woff2", "/assets/favicon.svg"];
  assert.equal(standIn("/assets/app-style.OLDOLDOL.css", files), files[0]);
  assert.equal(standIn("/assets/app.OLDOLDOL.js", files), files[1]);
  assert.equal(standIn("/assets/atkinson-latin.OLDOLDOL.woff2", files), files[4]);
  for (const none of ["/assets/chunk.OLDOLDOL.js", "/assets/map.OLDOLDOL.js", "/assets/app.OLDOLDOL.css", "/assets/favicon.svg", "/assets/other.OLDOLDOL.css"]) assert.equal(standIn(none, files), undefined, none);
});

test("pages ask for their own service only", () => {
  assert.deepEqual(readAsk({ type: "keep", url: "/structures/a#b" }, HOME), { type: "keep", url: `${HOME}/structures/a` });
  assert.deepEqual(readAsk({ type: "drop", url: `${HOME}/en/structures/a` }, HOME), { type: "drop", url: `${HOME}/en/structures/a` });
  assert.deepEqual(readAsk({ type: "forget" }, HOME), { type: "forget" });
  for (const bad of [null, "keep", { type: "keep" }, { type: "keep", url: 1 }, { type: "other", url: "/" }, { type: "keep", url: "https://elsewhere.example/" }, { type: "keep", url: "/api/v1/structures" }, { type: "keep", url: "http://[" }]) {
    assert.equal(readAsk(bad, HOME), undefined, JSON.stringify(bad));
  }
});

test("a page without a connection is in the language of its address, and an old one says its date", () => {
  assert.equal(offlinePage(url("/structures/en")), "/hors-ligne");
  assert.equal(offlinePage(url("/en")), "/en/hors-ligne");
  assert.equal(offlinePage(url("/energie")), "/hors-ligne");
  assert.equal(dated('<!DOCTYPE html><html lang="fr"><p>&lt;html', "2026"), '<!DOCTYPE html><html data-kept="2026" lang="fr"><p>&lt;html');
});
