import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./base.ts";

// The page of components is photographed in both themes, and the colours in the picture are those that it states. Stored
// pictures would differ from one version of the browser to the next.
const SECTORS = ["reemploi", "reparation", "mobilite", "dechets", "accompagnement"] as const;

/** Colours of a picture of an element, each with how many of its points have it. */
async function painted(page: Page, element: Locator): Promise<Map<string, number>> {
  await element.scrollIntoViewIfNeeded();
  const picture = (await element.screenshot()).toString("base64");
  const counts = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    context?.drawImage(bitmap, 0, 0);
    const { data } = context?.getImageData(0, 0, bitmap.width, bitmap.height) ?? { data: [] };
    const all: Record<string, number> = {};
    for (let i = 0; i + 3 < data.length; i += 4) {
      const hex = [0, 1, 2].map((c) => (data[i + c] ?? 0).toString(16).padStart(2, "0")).join("");
      all[hex] = (all[hex] ?? 0) + 1;
    }
    return all;
  }, picture);
  return new Map(Object.entries(counts));
}

/** The colour that most points have. */
const most = (colours: Map<string, number>) => [...colours].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";

for (const [scheme, column] of [["light", 0], ["dark", 1]] as const) {
  test(`components look as they say they do: ${scheme}`, async ({ page }, info) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto("/a-propos/composants");
    await expect(page.locator("#marks .pin svg")).toBeVisible();
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: info.outputPath(`composants-${scheme}.png`), fullPage: true });
    const stated = new Map<string, string>();
    for (const swatch of await page.locator(".swatches li").all()) {
      const colour = ((await swatch.locator(".sm").innerText()).split("·")[column] ?? "").trim().slice(1).toLowerCase();
      const sample = swatch.locator(".sw");
      stated.set(((await sample.getAttribute("class")) ?? "").replace("sw sw-", ""), colour);
      expect(most(await painted(page, sample)), await swatch.innerText()).toBe(colour);
    }
    expect(stated.size).toBe(10);
    // The longest bar is all of its sector's colour, and each ring has an arc of each sector.
    for (const sector of SECTORS) {
      const bar = await painted(page, page.locator(`.bars .sec-${sector} .hbar`));
      expect(bar.get(stated.get(sector) ?? "") ?? 0, `bar of ${sector}`).toBeGreaterThan(200);
      const ring = await painted(page, page.locator("#marks .mark").nth(3));
      expect(ring.get(stated.get(sector) ?? "") ?? 0, `arc of ${sector}`).toBeGreaterThan(3);
    }
    // A class of distance has one colour, on the map's legend as in the bars, and each class another.
    const seen = new Set<string>();
    for (const near of [1, 2, 3, 4, 5]) {
      const legend = await page.locator(`.ramp .near-${near}`).evaluate((e) => getComputedStyle(e).backgroundColor);
      const bars = await page.locator(`.chart.wide .near-${near}`).evaluateAll((all) => all.map((e) => getComputedStyle(e).fill));
      expect(new Set(bars), `class ${near}`).toEqual(new Set([legend]));
      seen.add(legend);
    }
    expect(seen.size).toBe(5);
    const paper = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const [r = 0, g = 0, b = 0] = paper.match(/\d+/g)?.map(Number) ?? [];
    expect([r, g, b].map((v) => v.toString(16).padStart(2, "0")).join("")).toBe(stated.get("paper"));
  });
}
