// What fingers and pointers meet while the marks of the map change beneath them.
import type { CDPSession, Page } from "@playwright/test";
import { drag, expect, heldBack, listed, mapReady, redrawn, shown, test } from "./base.ts";
import { pictured } from "./pictured.ts";
import { SHARED } from "./setup.ts";

test.use({ contextOptions: { reducedMotion: "no-preference" } });

const opacity = (page: Page) => page.locator(".leaflet-looks-pane").evaluate((e) => Number(getComputedStyle(e).opacity));

interface Point {
  x: number;
  y: number;
}

const touch = (session: CDPSession, type: "touchStart" | "touchMove" | "touchEnd", ...touchPoints: Point[]) => session.send("Input.dispatchTouchEvent", { type, touchPoints });

/** Middles of the marks in view, by their places. */
const middles = (page: Page) =>
  page.locator('.mark[data-at]:not([tabindex="-1"])').evaluateAll((marks) =>
    marks.map((mark) => {
      const { x, y, width, height } = mark.getBoundingClientRect();
      return { at: (mark as HTMLElement).dataset["at"] ?? "", x: x + width / 2, y: y + height / 2 };
    }),
  );

test("two presses of a button at once leave the marks in sight", async ({ page }) => {
  await page.goto("/");
  await mapReady(page);
  await redrawn(page, () =>
    page.locator(".map-zoom button").last().evaluate((less: HTMLElement) => {
      less.click();
      less.click();
    }),
  );
  await expect(page.locator(".leaflet-zoom-anim, .curtained.away")).toHaveCount(0);
  await expect.poll(() => opacity(page)).toBe(1);
  expect(await shown(page)).toBe(await listed(page));
});

test("a double click opens a ring once", async ({ page }, info) => {
  test.skip(info.project.name === "telephone", "fingers tap");
  // The second press comes while the first is answered.
  await page.route("**/api/v1/structures?*", async (route) => {
    await new Promise((done) => setTimeout(done, 300));
    await route.continue();
  });
  await page.goto(`/?q=${encodeURIComponent(SHARED)}`);
  await mapReady(page);
  await page.locator('button.mark[data-count="3"]').dblclick();
  await expect(page.locator(".of-fan a.mark")).toHaveCount(3);
  await page.waitForTimeout(400);
  await expect(page.locator(".of-fan a.mark")).toHaveCount(3);
});

test("a mark leads to what stands there now, not to what stood there before", async ({ page }) => {
  let turn = 0;
  await page.route("**/api/v1/clusters*", async (route) => {
    turn += 1;
    const properties = turn === 1 ? { count: 1, sectors: { reemploi: 1 }, slug: "avant", name: "Avant", category: "ressourcerie" } : { count: 1, sectors: { mobilite: 1 }, slug: "apres", name: "Après", category: "atelier_velo" };
    await route.fulfill({ json: { type: "FeatureCollection", features: [{ type: "Feature", geometry: { type: "Point", coordinates: [-0.9, 47.4] }, properties }] } });
  });
  await page.goto("/");
  await mapReady(page);
  const mark = page.locator("a.mark");
  await expect(mark).toHaveAttribute("href", "/structures/avant");
  await redrawn(page, () => drag(page, 30, 20));
  await expect(mark).toHaveAttribute("href", "/structures/apres");
  await expect(mark).toHaveAccessibleName(/^Après/);
  expect(await pictured(page, "--mobilite")).toEqual({ marks: 1, missing: [], stray: 0 });
});

test("a pinch hides the marks while it lasts, and they are back where they belong", async ({ page }, info) => {
  test.skip(info.project.name !== "telephone", "needs fingers");
  await page.goto("/");
  await mapReady(page);
  const session = await page.context().newCDPSession(page);
  const before = await middles(page);
  const box = await page.locator("#map").boundingBox();
  const [x, y] = [(box?.x ?? 0) + 195, (box?.y ?? 0) + 140];
  const fingers = (apart: number): [Point, Point] => [{ x: x - apart, y }, { x: x + apart, y }];
  await touch(session, "touchStart", ...fingers(60));
  for (let apart = 62; apart <= 80; apart += 3) await touch(session, "touchMove", ...fingers(apart));
  await expect.poll(() => opacity(page)).toBe(0);
  // A second without a move: nothing brings them back under the fingers.
  await page.waitForTimeout(700);
  expect(await opacity(page)).toBe(0);
  await redrawn(page, async () => {
    for (let apart = 80; apart >= 61; apart -= 3) await touch(session, "touchMove", ...fingers(apart));
    await touch(session, "touchMove", ...fingers(60));
    await touch(session, "touchEnd");
  });
  await expect.poll(() => opacity(page)).toBe(1);
  expect(await shown(page)).toBe(await listed(page));
  const after = new Map((await middles(page)).map((m) => [m.at, m]));
  const moved = before.flatMap((was) => {
    const is = after.get(was.at);
    return is ? [Math.hypot(is.x - was.x, is.y - was.y)] : [];
  });
  expect(moved.length, "the zoom is the same again").toBeGreaterThan(before.length / 2);
  expect(Math.max(...moved), "pixels from where they stood").toBeLessThan(4);
});

test("a finger on a mark that goes keeps hold of the map", async ({ page }, info) => {
  test.skip(info.project.name !== "telephone", "needs fingers");
  await page.goto("/");
  await mapReady(page);
  const session = await page.context().newCDPSession(page);
  const go = await heldBack(page, "**/api/v1/clusters*");
  await page.getByRole("button", { name: "Zoomer", exact: true }).click();
  await expect.poll(() => opacity(page)).toBeLessThan(0.1);
  await expect.poll(() => opacity(page)).toBe(1);
  const at = await page.locator(".mark").evaluateAll((marks) => {
    const free = marks.map((m) => m.getBoundingClientRect()).map(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }));
    return free.find(({ x, y }) => x > 60 && x < 300 && y > 60 && document.elementFromPoint(x, y)?.closest(".mark"));
  });
  if (!at) throw new Error("no mark within reach");
  const moved = () => page.locator(".leaflet-map-pane").evaluate((pane) => new DOMMatrix(getComputedStyle(pane).transform).m41);
  const stood = await moved();
  const along = (by: number) => touch(session, "touchMove", { x: at.x + by, y: at.y });
  await touch(session, "touchStart", at);
  for (let by = 4; by <= 20; by += 4) await along(by);
  await expect.poll(moved).toBeGreaterThan(stood + 10);
  await redrawn(page, async () => go());
  for (let by = 24; by <= 60; by += 4) await along(by);
  await expect.poll(moved, { message: "the map follows" }).toBeGreaterThan(stood + 50);
  await redrawn(page, () => touch(session, "touchEnd"));
  // And the next drag moves it again.
  const bare = await page.locator("#map").evaluate((map) => {
    const box = map.getBoundingClientRect();
    for (let y = box.top + 20; y < box.top + 300; y += 12) for (let x = 120; x < 300; x += 12) if (document.elementFromPoint(x, y)?.matches("#map, #map canvas, #map .leaflet-pane, #map svg")) return { x, y };
    return null;
  });
  if (!bare) throw new Error("no bare place");
  const next = await moved();
  await touch(session, "touchStart", bare);
  for (let by = 4; by <= 40; by += 4) await touch(session, "touchMove", { x: bare.x - by, y: bare.y });
  await expect.poll(moved).toBeLessThan(next - 20);
  await touch(session, "touchEnd");
  await expect(page.locator(".mark-at.ahead")).toHaveCount(0);
});
