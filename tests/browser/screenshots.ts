// Takes the pictures of the README into docs/.
import type { Page } from "@playwright/test";
import { expect, mapReady, test } from "./base.ts";

/** The list, the marks, the names and the fonts stand. */
async function still(page: Page): Promise<void> {
  await mapReady(page);
  await expect(page.locator("#map")).toHaveAttribute("data-names", /^[1-9]/);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(300);
}

test.use({ colorScheme: "light" });

test("accueil", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.goto("/");
  await still(page);
  await page.screenshot({ path: "docs/accueil.png" });
});

test("fiche", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 1000 });
  await page.goto("/?category=ressourcerie&label=ess&ou=Saint-Nazaire");
  await page.locator("#results .card h3 a").first().click();
  await expect(page.locator("h1")).toContainText("(démo)");
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: "docs/fiche.png" });
});

test("territoire", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 1180 });
  await page.goto("/territoires/department/49?action=reparer&object=velo");
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: "docs/territoire.png" });
});

test.describe("telephone", () => {
  test.use({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
  test("telephone", async ({ page }) => {
    await page.goto("/?object=velo&ou=Nantes&radius=20000");
    await still(page);
    await page.screenshot({ path: "docs/telephone.png" });
  });
});
