import type { Page } from "@playwright/test";
import { expect, mapReady, test } from "./base.ts";

// Tiles come from loopback and are white.
test.use({ baseURL: async ({}, use) => use(process.env["BOUCLE_TILES_URL"] ?? ""), elsewhere: ["http://127.0.0.1:"] });

/** Lightness of one point of the page as it is seen, 0 to 255. */
async function lightness(page: Page, x: number, y: number): Promise<number> {
  const picture = (await page.screenshot({ clip: { x, y, width: 1, height: 1 } })).toString("base64");
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    context?.drawImage(bitmap, 0, 0);
    const [r = 0, g = 0, b = 0] = context?.getImageData(0, 0, 1, 1).data ?? [];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }, picture);
}

/** A point of the map where a tile is seen and nothing else. */
async function bare(page: Page): Promise<{ x: number; y: number }> {
  const place = await page.locator("#map").evaluate((map) => {
    const box = map.getBoundingClientRect();
    for (let y = box.top + 20; y < box.bottom - 60; y += 14) for (let x = box.left + 20; x < box.right - 60; x += 14) {
      const near = [[0, 0], [14, 0], [-14, 0], [0, 14], [0, -14]].map(([dx = 0, dy = 0]) => document.elementFromPoint(x + dx, y + dy));
      if (near.every((e) => e?.closest("#map") === map && !e.closest(".mark, button, .credit, .scalebar"))) return { x, y };
    }
    return null;
  });
  if (!place) throw new Error("no bare place");
  return place;
}

for (const [scheme, night] of [["light", false], ["dark", true]] as const) {
  test(`tiles fit the ${scheme} page, and what stands on them is read`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto("/");
    await mapReady(page);
    await expect.poll(() => page.locator(".leaflet-tile-loaded").count()).toBeGreaterThan(1);
    const { x, y } = await bare(page);
    if (night) await expect.poll(() => lightness(page, x, y)).toBeLessThan(60);
    else await expect.poll(() => lightness(page, x, y)).toBeGreaterThan(200);
    await page.goto("/?object=velo&ou=Nantes");
    await mapReady(page);
    for (const words of [".scalebar b", ".radius span"]) {
      const ground = await page.locator(words).first().evaluate((e) => getComputedStyle(e).backgroundColor);
      expect(ground, words).toBe(night ? "rgb(26, 36, 32)" : "rgb(255, 254, 251)");
    }
  });
}
