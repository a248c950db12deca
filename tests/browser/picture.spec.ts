// The marks are one picture beneath the links and buttons that answer for them: what is seen is where it is pressed.
import { drag, expect, heldBack, mapReady, redrawn, test } from "./base.ts";
import { pictured } from "./pictured.ts";

for (const scheme of ["light", "dark"] as const) {
  test(`each mark is painted where it answers, and nothing else is: ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto("/?category=velo_ecole");
    await mapReady(page);
    const right = async (what: string) => {
      const found = await pictured(page, "--mobilite");
      expect(found.marks, what).toBeGreaterThan(0);
      expect(found, what).toEqual({ marks: found.marks, missing: [], stray: 0 });
    };
    await right("at first");
    await redrawn(page, () => page.getByRole("button", { name: "Zoomer", exact: true }).click());
    await right("after a zoom");
    await redrawn(page, () => drag(page, 60, 30));
    await right("after a drag");
    await redrawn(page, () => page.getByRole("button", { name: "Dézoomer" }).click());
    await right("after the way back");
  });
}

test("another theme paints the marks anew", async ({ page }) => {
  await page.goto("/?category=velo_ecole");
  await mapReady(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(async () => (await pictured(page, "--mobilite")).missing).toEqual([]);
});

test("former marks that stay in a new zoom are painted at their own size", async ({ page }) => {
  await page.goto("/?category=velo_ecole");
  await mapReady(page);
  const go = await heldBack(page, "**/api/v1/clusters*");
  await page.getByRole("button", { name: "Zoomer", exact: true }).click();
  await expect.poll(async () => {
    const found = await pictured(page, "--mobilite");
    const scale = await page.locator(".leaflet-looks-pane canvas").evaluate((e: HTMLCanvasElement) => e.getBoundingClientRect().width / Number.parseFloat(e.style.width));
    return { scale, missing: found.missing, stray: found.stray, some: found.marks > 0 };
  }).toEqual({ scale: 1, missing: [], stray: 0, some: true });
  await redrawn(page, async () => go());
});
