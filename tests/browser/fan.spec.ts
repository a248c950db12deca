import type { Page } from "@playwright/test";
import { expect, listed, mapReady, redrawn, shown, test } from "./base.ts";
import { SHARED, DOOR } from "./setup.ts";

const ring = (page: Page) => page.locator('button.mark[data-count="3"]:not([tabindex="-1"])');
const fan = (page: Page) => page.locator(".of-fan a.mark");

for (const [where, query] of [["far away", `/?q=${encodeURIComponent(SHARED)}`], ["at the last zoom", `/?bbox=${[DOOR[0] - 0.0004, DOOR[1] - 0.0003, DOOR[0] + 0.0004, DOOR[1] + 0.0003].join(",")}`]]) {
  test(`structures of one place fan out with the keyboard, ${where}`, async ({ page }) => {
    await page.goto(query ?? "/");
    await mapReady(page);
    expect(await listed(page)).toBe(3);
    await page.keyboard.press("Tab");
    await ring(page).focus();
    await page.keyboard.press("Enter");
    await expect(fan(page)).toHaveCount(3);
    await expect(fan(page).first()).toBeFocused();
    await expect(ring(page)).toHaveAttribute("aria-expanded", "true");
    const names = await fan(page).evaluateAll((all) => all.map((a) => a.getAttribute("aria-label") ?? ""));
    expect(names.every((name) => name.startsWith(SHARED))).toBe(true);
    expect(await shown(page), "they are not counted twice").toBe(3);
    const boxes = await fan(page).evaluateAll((all) => all.map((a) => a.getBoundingClientRect()).map(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2, width, height })));
    for (const [i, a] of boxes.entries()) {
      expect(Math.min(a.width, a.height)).toBeGreaterThanOrEqual(44);
      for (const b of boxes.slice(i + 1)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThanOrEqual(44);
    }
    for (let i = 1; i < 3; i += 1) {
      await page.keyboard.press("Tab");
      await expect(fan(page).nth(i)).toBeFocused();
    }
    await page.keyboard.press("Escape");
    await expect(fan(page)).toHaveCount(0);
    await expect(ring(page)).toBeFocused();
    await expect(ring(page)).toHaveAttribute("aria-expanded", "false");
  });
}

test("a fan is folded by its ring, by the map and by a zoom, and its marks are links", async ({ page }, info) => {
  test.skip(info.project.name === "telephone", "one way of pointing is enough");
  await page.goto(`/?q=${encodeURIComponent(SHARED)}`);
  await mapReady(page);
  const open = async () => {
    await ring(page).click();
    await expect(fan(page)).toHaveCount(3);
  };
  await open();
  await ring(page).click();
  await expect(fan(page)).toHaveCount(0);
  await open();
  await page.locator("#map").click({ position: { x: 40, y: 200 } });
  await expect(fan(page)).toHaveCount(0);
  await open();
  await redrawn(page, () => page.getByRole("button", { name: "Dézoomer" }).click());
  await expect(fan(page)).toHaveCount(0);
  await open();
  await fan(page).first().click();
  await expect(page.locator("h1")).toContainText(SHARED);
});

test("a mark lights its cards in the list, and only them", async ({ page }, info) => {
  await page.goto(`/?q=${encodeURIComponent(SHARED)}`);
  await mapReady(page);
  const lit = page.locator("#results .card.lit");
  await ring(page).focus();
  await expect(lit).toHaveCount(3);
  await ring(page).evaluate((mark: HTMLElement) => mark.click());
  const one = fan(page).nth(1);
  await one.focus();
  await expect(lit).toHaveCount(1);
  await expect(lit).toContainText(((await one.getAttribute("aria-label")) ?? "").replace(/, [^,]*$/, ""));
  await page.locator("#map").focus();
  await expect(lit).toHaveCount(0);
  if (info.project.name === "telephone") return;
  await one.hover();
  await expect(lit).toHaveCount(1);
  await page.mouse.move(10, 10);
  await expect(lit).toHaveCount(0);
});

test("the map can take the whole screen, where browsers give it", async ({ page }, info) => {
  test.skip(info.project.name === "telephone", "phones have the map behind the list anyhow");
  await page.goto("/");
  await mapReady(page);
  await page.getByRole("button", { name: "Plein écran", exact: true }).click();
  await expect.poll(() => page.evaluate(() => document.fullscreenElement?.className)).toBe("mapwrap");
  await page.getByRole("button", { name: "Quitter le plein écran" }).click();
  await expect.poll(() => page.evaluate(() => document.fullscreenElement)).toBeNull();
  await page.addInitScript(() => Object.defineProperty(document, "fullscreenEnabled", { value: false }));
  await page.reload();
  await mapReady(page);
  await expect(page.getByRole("button", { name: "Plein écran" })).toHaveCount(0);
});
