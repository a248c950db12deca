import type { Page } from "@playwright/test";
import { expect, listed, mapReady, shown, test } from "./base.ts";

/** Waits until the marks of the last move stand. */
async function settled(page: Page, act: () => Promise<void>): Promise<void> {
  const answer = page.waitForResponse((r) => r.url().includes("/api/v1/clusters"));
  await act();
  await answer;
}

for (const query of ["/", "/?category=ressourcerie", "/?object=velo&ou=Nantes", "/?territory=department:85", "/?q=velo"]) {
  test(`the map counts what the list counts, at every zoom: ${query}`, async ({ page }) => {
    await page.goto(query);
    await mapReady(page);
    const all = await listed(page);
    expect(all).toBeGreaterThan(0);
    await expect.poll(() => shown(page)).toBe(all);
    for (let i = 0; i < 2; i += 1) {
      await settled(page, () => page.getByRole("button", { name: "Dézoomer" }).click());
      await expect.poll(() => shown(page)).toBe(all);
    }
  });
}

test("a ring says its sectors and opens into what it holds", async ({ page }) => {
  await page.goto("/");
  await mapReady(page);
  const ring = page.locator("button.mark").first();
  await expect(ring).toHaveAttribute("aria-label", /^\d+\s+structures\s: .*(réemploi|réparation|mobilité|déchets|accompagnement)/);
  const label = (await ring.getAttribute("aria-label")) ?? "";
  const [total, ...parts] = [...label.matchAll(/(\d+)\s/g)].map((m) => Number(m[1]));
  expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
  await ring.focus();
  await settled(page, () => page.keyboard.press("Enter"));
  await expect(page.locator("#map")).toBeFocused();
  await expect.poll(() => shown(page)).toBeGreaterThan(0);
});

test("a single mark is a link to its sheet", async ({ page }) => {
  await page.goto("/?category=velo_ecole");
  await mapReady(page);
  const mark = page.locator("a.mark").first();
  const label = (await mark.getAttribute("aria-label")) ?? "";
  await mark.focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("h1")).toHaveText(label.replace(/, [^,]*$/, ""));
});

test("a map that was moved offers its zone, and only then asks for it", async ({ page }) => {
  await page.goto("/");
  await mapReady(page);
  const all = await listed(page);
  const box = await page.locator("#map").boundingBox();
  if (!box) throw new Error("no map");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await settled(page, () => page.getByRole("button", { name: "Zoomer", exact: true }).click());
  await settled(page, async () => {
    await page.mouse.move(x + 7, y + 7);
    await page.mouse.down();
    await page.mouse.move(x - 60, y - 40, { steps: 6 });
    await page.mouse.up();
  });
  expect(await listed(page)).toBe(all);
  await page.getByRole("button", { name: "Chercher dans cette zone" }).click();
  await expect(page).toHaveURL(/bbox=/);
  await expect(page.getByRole("button", { name: "Chercher dans cette zone" })).toHaveCount(0);
  await expect.poll(() => listed(page)).toBeLessThan(all);
  await expect.poll(() => shown(page)).toBe(await listed(page));
  await page.goBack();
  await expect.poll(() => listed(page)).toBe(all);
});

test("the card under the pointer is pinned on the map", async ({ page }, info) => {
  test.skip(info.project.name === "telephone", "there is no pointer to rest on a phone");
  await page.goto("/?category=ressourcerie");
  await mapReady(page);
  await page.locator("#results .card").nth(1).hover();
  await expect(page.locator(".leaflet-marker-icon.pin")).toHaveCount(1);
  await expect(page.locator("#results .card.on")).toHaveCount(1);
  await page.mouse.move(900, 700);
  await expect(page.locator(".leaflet-marker-icon.pin")).toHaveCount(0);
});

test.describe("backdrop", () => {
  // Reading pixels back more than once makes the browser give advice.
  test.use({ mayFail: [/willReadFrequently/] });

  test("the backdrop is drawn without tiles: sea, land and the lifted region differ", async ({ page }, info) => {
    test.skip(info.project.name === "telephone", "one size is enough for colours");
    await page.goto("/");
    await mapReady(page);
    await expect(page.locator(".name").first()).toBeAttached();
    const colours = () => page.locator(".leaflet-backdrop-pane canvas").evaluate((canvas: HTMLCanvasElement) => {
      const at = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      const counts = new Map<string, number>();
      for (let i = 0; i < at.length; i += 4 * 37) if (at[i + 3] === 255) {
        const key = `${at[i]},${at[i + 1]},${at[i + 2]}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return [...counts].filter(([, n]) => n > 200).map(([key]) => key);
    });
    await expect.poll(colours).toContain("240,234,223");
    await expect.poll(colours).toContain("251,246,236");
  });
});
