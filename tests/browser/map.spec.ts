import type { Page } from "@playwright/test";
import { wholeCells } from "../../web/src/geo/bounds.ts";
import { drag, expect, listed, mapReady, redrawn, shown, test } from "./base.ts";

interface Answer {
  zoom: number;
  features: { geometry: { coordinates: [number, number] }; properties: { count: number } }[];
}

/** The clusters that the page was last answered with. */
function answers(page: Page): { last: Answer } {
  const kept = { last: { zoom: 0, features: [] } as Answer };
  page.on("response", async (r) => {
    const url = new URL(r.url());
    if (url.pathname.endsWith("/clusters") && r.ok()) kept.last = { ...((await r.json()) as Answer), zoom: Number(url.searchParams.get("zoom")) };
  });
  return kept;
}

for (const query of ["/", "/?category=ressourcerie", "/?object=velo&ou=Nantes", "/?territory=department:85", "/?q=velo"]) {
  test(`the map counts what the list counts, at every zoom: ${query}`, async ({ page }) => {
    await page.goto(query);
    await mapReady(page);
    const all = await listed(page);
    expect(all).toBeGreaterThan(0);
    expect(await shown(page)).toBe(all);
    for (let i = 0; i < 2; i += 1) {
      await redrawn(page, () => page.getByRole("button", { name: "Dézoomer" }).click());
      expect(await shown(page)).toBe(all);
    }
  });
}

test("a ring says its sectors", async ({ page }) => {
  await page.goto("/");
  await mapReady(page);
  const ring = page.locator("button.mark").first();
  await expect(ring).toHaveAttribute("aria-label", /^\d+\s+structures\s: .*(réemploi|réparation|mobilité|déchets|accompagnement)/);
  const label = (await ring.getAttribute("aria-label")) ?? "";
  const [total, ...parts] = [...label.matchAll(/(\d+)\s/g)].map((m) => Number(m[1]));
  expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
});

/** A ring on the page, and the cell it counts. */
interface Alone {
  at: string;
  sum: number;
  zone: [number, number, number, number];
}

/**
 * A ring of one cell without neighbours just outside, so that no mark two zooms further joins inside and outside.
 * Which category has one depends on the demonstration data and on the size of the map.
 */
async function aloneRing(page: Page, answered: { last: Answer }, category: string): Promise<Alone | undefined> {
  answered.last = { zoom: 0, features: [] };
  await page.goto(`/?category=${category}`);
  await mapReady(page);
  // The page may have read its answer before the test has.
  await expect.poll(() => answered.last.features.length).toBeGreaterThan(0);
  const { zoom, features } = answered.last;
  const count = async (box: number[], at: number) => {
    const answer = await page.request.get(`/api/v1/clusters?category=${category}&zoom=${at}&bbox=${box.join(",")}`);
    const found = (await answer.json()) as Answer;
    return { marks: found.features.length, sum: found.features.reduce((all, f) => all + f.properties.count, 0) };
  };
  for (const { geometry: { coordinates: [lon, lat] }, properties } of features) {
    const at = `${lon},${lat}`;
    const ring = page.locator(`button.mark[data-at="${at}"][data-count="${properties.count}"]:not([tabindex="-1"])`);
    if ((await ring.count()) === 0) continue;
    const zone = wholeCells([lon, lat, lon, lat], zoom);
    const room = wholeCells([zone[0] - 1e-6, zone[1] - 1e-6, zone[2] + 1e-6, zone[3] + 1e-6], zoom + 2);
    const [own, around] = [await count(zone, zoom + 2), await count(room, zoom + 2)];
    if (own.marks > 1 && own.sum === properties.count && around.sum === own.sum) return { at, sum: properties.count, zone };
  }
  return undefined;
}

test("a ring opens into several marks that hold what it held", async ({ page }) => {
  const answered = answers(page);
  let chosen: Alone | undefined;
  for (const category of ["ressourcerie,repair_cafe", "ressourcerie", "repair_cafe", "atelier_velo", "garage_solidaire", "compostage"]) {
    chosen ??= await aloneRing(page, answered, category);
  }
  if (!chosen) throw new Error("the demonstration data have no ring that stands alone");
  await page.locator(`.mark[data-at="${chosen.at}"]`).focus();
  await redrawn(page, () => page.keyboard.press("Enter"));
  await expect(page.locator("#map, .mark").and(page.locator(":focus"))).toHaveCount(1);
  const inside = await page.locator(".mark").evaluateAll((all, [w, s, e, n]) => all.map((m) => (m as HTMLElement).dataset).filter((d) => {
    const [lon = 0, lat = 0] = (d["at"] ?? "").split(",").map(Number);
    return lon >= w && lon <= e && lat >= s && lat <= n;
  }).map((d) => Number(d["count"])), chosen.zone);
  expect(inside.length).toBeGreaterThan(1);
  expect(inside.reduce((a, b) => a + b, 0)).toBe(chosen.sum);
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
  await redrawn(page, () => page.getByRole("button", { name: "Zoomer", exact: true }).click());
  await redrawn(page, () => drag(page, -60, -40));
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
    await expect(page.locator("#map")).toHaveAttribute("data-names", /^[1-9]/);
    const colours = () => page.locator(".leaflet-backdrop-pane canvas").evaluate((canvas: HTMLCanvasElement) => {
      if (canvas.width === 0) return [];
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
      copy?.drawImage(canvas, 0, 0);
      const at = copy?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
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
