import type { Page } from "@playwright/test";
import { drag, expect, fits, mapReady, redrawn, test } from "./base.ts";

/** Where the sheet begins and ends, and the map. */
const frames = (page: Page) => page.evaluate(() => {
  const box = (selector: string) => (document.querySelector(selector) as HTMLElement).getBoundingClientRect();
  const [sheet, map] = [box(".pulled"), box(".mapwrap")];
  return { above: Math.round(sheet.top - map.top), left: Math.round(map.bottom - sheet.top), map: Math.round(map.height) };
});
const height = (page: Page) => page.locator(".explore").getAttribute("data-height");

for (const size of [{ width: 390, height: 844 }, { width: 320, height: 640 }]) {
  test.describe(`${size.width} px`, () => {
    test.use({ viewport: size });
    test.beforeEach(({}, info) => test.skip(info.project.name === "bureau", "sheets are for phones"));

    test("the list is a sheet with three heights, reached by its grip, by keys and by scrolling", async ({ page }) => {
      await page.goto("/");
      await mapReady(page);
      const grip = page.locator("#grip");
      await expect.poll(() => height(page)).toBe("half");
      const half = await frames(page);
      expect(Math.abs(half.above - half.map / 2 - 10)).toBeLessThanOrEqual(2);
      await expect(grip).toHaveAccessibleName("Agrandir la liste");
      await grip.tap();
      await expect.poll(() => height(page)).toBe("full");
      expect((await frames(page)).above).toBeLessThanOrEqual(14);
      await expect(grip).toHaveAccessibleName("Réduire la liste");
      await grip.focus();
      await page.keyboard.press("ArrowDown");
      await expect.poll(() => height(page)).toBe("half");
      await page.keyboard.press("ArrowDown");
      await expect.poll(() => height(page)).toBe("peek");
      expect(Math.abs((await frames(page)).left - 148)).toBeLessThanOrEqual(2);
      // Fingers scroll the list itself, and it stops where it is let go near a height.
      await page.mouse.move(size.width / 2, size.height - 60);
      await page.mouse.wheel(0, half.map / 2 - 150);
      await expect.poll(() => height(page)).toBe("half");
      await page.mouse.wheel(0, 1500);
      await expect.poll(async () => (await frames(page)).above, { message: "the list goes on" }).toBeLessThan(-600);
    });

    test("the search stays in sight at every height, and fields do not make phones zoom", async ({ page }) => {
      for (const url of ["/", "/?q=velo&ou=Nantes"]) {
        await page.goto(url);
        await mapReady(page);
        await page.locator("#panel").evaluate((panel) => panel.scrollTo({ top: 4000, behavior: "instant" }));
        await expect.poll(() => height(page)).toBe("full");
        const field = page.getByRole("combobox", { name: /Quoi/ });
        await expect(field).toBeInViewport({ ratio: 1 });
        for (const px of await page.locator("input:visible").evaluateAll((all) => all.map((i) => Number.parseFloat(getComputedStyle(i).fontSize)))) expect(px).toBeGreaterThanOrEqual(16);
        await fits(page);
      }
      const viewport = (await page.locator("meta[name=viewport]").getAttribute("content")) ?? "";
      expect(viewport).toContain("viewport-fit=cover");
      expect(viewport).not.toMatch(/user-scalable|maximum-scale/);
    });

    test("the map answers above the sheet, and what it shows lies there", async ({ page }) => {
      await page.goto("/?category=ressourcerie");
      await mapReady(page);
      const { above } = await frames(page);
      const map = await page.locator("#map").boundingBox();
      if (!map) throw new Error("no map");
      const marks = await page.locator(".mark[data-count]").evaluateAll((all) => all.map((m) => m.getBoundingClientRect()).map((r) => r.y + r.height / 2));
      for (const y of marks) expect(y - map.y).toBeLessThanOrEqual(above + 4);
      await redrawn(page, () => drag(page, 30, 24));
      await page.getByRole("button", { name: "Chercher dans cette zone" }).tap();
      await expect(page).toHaveURL(/bbox=/);
      // What one presses most stands in reach of the thumb: in the lower two thirds of the screen.
      await page.goto("/?action=reparer");
      await mapReady(page);
      const locate = await page.locator(".map-locate button").boundingBox();
      expect(locate?.y).toBeGreaterThan(size.height / 3 - 44);
      await expect(page.locator(".map-locate button")).toBeInViewport({ ratio: 1 });
    });
  });
}

test("without room for a sheet the list follows the map, and the page scrolls past it", async ({ page }, info) => {
  test.skip(info.project.name === "bureau", "sheets are for phones");
  await page.setViewportSize({ width: 390, height: 480 });
  await page.goto("/");
  await mapReady(page);
  await expect(page.locator("#grip")).toBeHidden();
  const room = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  expect(room).toBeGreaterThan(300);
  expect((await page.locator(".mapwrap").boundingBox())?.height).toBeLessThan(300);
});

test("the keyboard does not go to a map that the sheet covers", async ({ page }, info) => {
  test.skip(info.project.name === "bureau", "sheets are for phones");
  await page.goto("/");
  await mapReady(page);
  const grip = page.locator("#grip");
  await grip.tap();
  await expect.poll(() => height(page)).toBe("full");
  await grip.focus();
  await page.keyboard.press("Shift+Tab");
  await expect(page.locator(".mapwrap :focus")).toBeAttached();
  await expect.poll(() => height(page)).toBe("half");
  await expect(page.locator(".mapwrap :focus")).toBeInViewport();
});
