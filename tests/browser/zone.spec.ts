import type { Page } from "@playwright/test";
import { drag, expect, listed, mapReady, redrawn, shown, test } from "./base.ts";

const zone = (page: Page) => page.getByRole("button", { name: "Chercher dans cette zone" });

/** Every way to move the map, with keys, fingers or wheel. */
const MOVES: Record<string, (page: Page) => Promise<unknown>> = {
  "an arrow key": async (page) => {
    await page.locator("#map").focus();
    await page.keyboard.press("ArrowLeft");
  },
  "the plus key": async (page) => {
    await page.locator("#map").focus();
    await page.keyboard.press("+");
  },
  "a zoom button": (page) => page.getByRole("button", { name: "Zoomer", exact: true }).click(),
  "the space bar on a zoom button": async (page) => {
    await page.getByRole("button", { name: "Zoomer", exact: true }).focus();
    await page.keyboard.press("Space");
  },
  "a ring": async (page) => {
    await page.locator("button.mark:not([tabindex])").first().focus();
    await page.keyboard.press("Enter");
  },
  "a drag": (page) => drag(page, 50, 40),
};

for (const [name, move] of Object.entries(MOVES)) {
  test(`the zone can be searched after ${name}`, async ({ page }) => {
    await page.goto("/");
    await mapReady(page);
    await expect(zone(page)).toBeHidden();
    await redrawn(page, () => move(page));
    await expect(zone(page)).toBeVisible();
  });
}

test("the zone can be searched after the wheel", async ({ page }, info) => {
  test.skip(info.project.name === "telephone", "phones have no wheel");
  await page.goto("/");
  await mapReady(page);
  await page.mouse.move(850, 500);
  await redrawn(page, () => page.mouse.wheel(0, -240));
  await expect(zone(page)).toBeVisible();
});

test("what the program moves offers no zone: a search, another size of the window", async ({ page }) => {
  await page.goto("/");
  await mapReady(page);
  await redrawn(page, () => page.getByRole("link", { name: "Réparer", exact: true }).click());
  await expect(page).toHaveURL(/action=reparer/);
  const size = page.viewportSize() ?? { width: 0, height: 0 };
  await redrawn(page, () => page.setViewportSize({ ...size, height: size.height - 90 }));
  await expect(zone(page)).toBeHidden();
});

test("the zone comes before the marks for the keyboard, and leaves it on the map", async ({ page }) => {
  await page.goto("/");
  await mapReady(page);
  await page.locator("#map").focus();
  await redrawn(page, () => page.keyboard.press("ArrowLeft"));
  await page.keyboard.press("Shift+Tab");
  await expect(zone(page)).toBeFocused();
  await redrawn(page, () => page.keyboard.press("Enter"));
  await expect(page).toHaveURL(/bbox=/);
  await expect(page.locator("#map")).toBeFocused();
  await expect(zone(page)).toBeHidden();
});

test("a zone that gives way to another choice does not hold the map", async ({ page }) => {
  await page.goto("/");
  await mapReady(page);
  await page.locator("#map").focus();
  await redrawn(page, () => page.keyboard.press("+"));
  await page.route((url) => url.pathname === "/" && url.searchParams.has("bbox"), async (route) => {
    await new Promise((done) => setTimeout(done, 800));
    await route.continue().catch(() => undefined);
  });
  await zone(page).click();
  const where = page.getByRole("combobox", { name: /Où/ });
  await where.fill("Laval");
  await where.press("Enter");
  await expect(page).toHaveURL(/ou=Laval/);
  const all = await listed(page);
  expect(all).toBeGreaterThan(0);
  await expect.poll(() => shown(page)).toBe(all);
  await expect(page.locator("#map .radius")).toBeInViewport();
});

test("a list that lies elsewhere brings the map there, and a map of nothing leads back", async ({ page }) => {
  await page.goto("/?ou=Laval");
  await mapReady(page);
  const name = await page.locator("#results .card h3").first().innerText();
  await page.goto("/");
  await mapReady(page);
  // To the far south-west of all of it.
  await page.locator("#map").focus();
  for (let i = 0; i < 12; i += 1) await redrawn(page, () => page.keyboard.press("ArrowLeft"));
  await expect(page.locator(".map-note")).toContainText("hors de cette vue");
  await expect(page.locator("#map")).toHaveAttribute("aria-label", /\D0\sstructure\s/);
  const field = page.getByRole("combobox", { name: /Quoi/ });
  await field.fill(name);
  await field.press("Enter");
  await expect(page).toHaveURL(/q=/);
  await expect(page.locator(".map-note")).toBeHidden();
  await expect(page.locator("#map")).not.toHaveAttribute("aria-label", /\D0\sstructure\s/);
  expect(await page.locator(".mark:not([tabindex])").count()).toBeGreaterThan(0);
  await page.locator("#map").focus();
  for (let i = 0; i < 12; i += 1) await redrawn(page, () => page.keyboard.press("ArrowLeft"));
  await page.getByRole("button", { name: "Y revenir" }).click();
  await expect(page.locator(".map-note")).toBeHidden();
  await expect(page.locator("#map")).toBeFocused();
  expect(await page.locator(".mark:not([tabindex])").count()).toBeGreaterThan(0);
});

/** A pan by an arrow key is under way, as seen at once. */
const pans = (page: Page) => page.locator("#map").evaluate((map) => {
  map.focus();
  map.dispatchEvent(new KeyboardEvent("keydown", { keyCode: 39, bubbles: true } as KeyboardEventInit));
  return map.querySelector(".leaflet-pan-anim") !== null;
});

test("arrow keys pan at once where no motion is wanted", async ({ page }) => {
  await page.goto("/");
  await mapReady(page);
  expect(await pans(page)).toBe(false);
  await expect(zone(page)).toBeVisible();
});

test.describe("with motion", () => {
  test.use({ contextOptions: { reducedMotion: "no-preference" } });
  test("arrow keys pan smoothly where motion is not unwanted, in less than 200 ms", async ({ page }) => {
    await page.goto("/");
    await mapReady(page);
    expect(await pans(page)).toBe(true);
    const zooms = await page.locator("#map .leaflet-map-pane").evaluate((pane) => {
      const probe = document.createElement("div");
      probe.className = "leaflet-zoom-anim";
      probe.innerHTML = '<div class="leaflet-zoom-animated"></div>';
      pane.append(probe);
      const time = getComputedStyle(probe.firstElementChild as Element).transitionDuration;
      probe.remove();
      return time;
    });
    expect(zooms).toBe("0.18s");
  });
});
