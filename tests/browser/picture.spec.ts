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

test("links and buttons are put aside while the map is dragged, and not while the keyboard is on one of them", async ({ page }, info) => {
  test.skip(info.project.name === "telephone", "keyboards are for desks");
  await page.goto("/");
  await mapReady(page);
  await page.locator(".leaflet-marker-pane").evaluate((pane) => {
    const seen: boolean[] = [];
    new MutationObserver(() => seen.push(pane.classList.contains("aside"))).observe(pane, { attributeFilter: ["class"] });
    Object.assign(window, { seen });
  });
  const aside = () => page.evaluate(() => (window as unknown as { seen: boolean[] }).seen.splice(0));
  await redrawn(page, () => drag(page, 40, 20));
  expect(await aside()).toEqual(expect.arrayContaining([true, false]));
  await page.keyboard.press("Tab");
  await page.locator("button.mark:not([tabindex])").last().focus();
  await redrawn(page, () => page.keyboard.press("Enter"));
  expect(await aside()).not.toContain(true);
});

test.describe("without the worker", () => {
  test.use({ mayFail: [/painter/] });

  test("the page paints marks and land by itself", async ({ page }) => {
    await page.route("**/assets/painter*", (route) => route.abort());
    await page.goto("/?category=velo_ecole");
    await mapReady(page);
    await expect.poll(async () => pictured(page, "--mobilite")).toMatchObject({ missing: [], stray: 0 });
    await redrawn(page, () => page.getByRole("button", { name: "Zoomer", exact: true }).click());
    await expect.poll(async () => pictured(page, "--mobilite")).toMatchObject({ missing: [], stray: 0 });
    await expect(page.locator("#map")).toHaveAttribute("data-names", /^[1-9]/);
    expect(await page.locator(".leaflet-backdrop-pane canvas").evaluate((canvas: HTMLCanvasElement) => canvas.width)).toBeGreaterThan(0);
  });
});
