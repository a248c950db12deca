import type { Page } from "@playwright/test";
import { expect, heldBack, listed, mapReady, redrawn, shown, test } from "./base.ts";

test.use({ contextOptions: { reducedMotion: "no-preference" } });

const pane = ".leaflet-looks-pane";
/** How much is seen of the marks. */
const opacity = (page: Page) => page.locator(pane).evaluate((e) => Number(getComputedStyle(e).opacity));

test("marks go out of sight in a zoom; those of its end are asked for meanwhile, once, and then come into sight", async ({ page }) => {
  await page.goto("/");
  await mapReady(page);
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/v1/clusters")) asked.push(request.url());
  });
  const seen = await page.evaluate(async (pane) => {
    const [map, marks] = [document.querySelector(".leaflet-map-pane"), document.querySelector(pane)];
    const moving = () => map?.classList.contains("leaflet-zoom-anim") ?? false;
    document.querySelector<HTMLElement>(".map-zoom button")?.click();
    const frame = () => new Promise(requestAnimationFrame);
    while (!moving()) await frame();
    const own = [...document.querySelectorAll<HTMLElement>(".mark-at")].filter((m) => m.style.transform !== "").length;
    let least = 1;
    while (moving()) {
      await frame();
      if (marks) least = Math.min(least, Number(getComputedStyle(marks).opacity));
    }
    return { own, least };
  }, pane);
  expect(seen.own, "marks that move by themselves").toBe(0);
  expect(seen.least).toBeLessThan(0.5);
  await expect(page.locator("#map")).toHaveAttribute("data-drawn", "2");
  expect(asked, "the answer of the zoom's end serves").toHaveLength(1);
  await expect.poll(() => opacity(page)).toBe(1);
  expect(await page.locator(".mark-at.ahead").count()).toBe(0);
});

test("marks that take long leave the former ones where they belong now", async ({ page }) => {
  await page.goto("/?category=velo_ecole");
  await mapReady(page);
  const go = await heldBack(page, "**/api/v1/clusters*");
  await page.getByRole("button", { name: "Zoomer", exact: true }).click();
  await expect.poll(() => opacity(page)).toBeLessThan(0.1);
  // Nothing has come, and they are back.
  await expect.poll(() => opacity(page)).toBe(1);
  await expect(page.locator("#map")).toHaveAttribute("data-drawn", "1");
  await redrawn(page, async () => go());
  await expect.poll(() => opacity(page)).toBe(1);
});

test("after zooms one upon the other the map counts what the list counts", async ({ page }) => {
  await page.goto("/");
  await mapReady(page);
  const less = page.getByRole("button", { name: "Dézoomer" });
  await redrawn(page, async () => {
    for (let i = 0; i < 3; i += 1) await less.click();
  });
  await expect.poll(() => shown(page)).toBe(await listed(page));
  await expect(page.locator(".leaflet-zoom-anim, .curtained.away")).toHaveCount(0);
  expect(await shown(page)).toBe(await listed(page));
});
