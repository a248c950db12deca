import { expect, listed, mapReady, shown, test } from "./base.ts";

// A tile address where nothing listens: the page must not care.
test.use({
  baseURL: async ({}, use) => use(process.env["BOUCLE_DEAF_TILES_URL"] ?? ""),
  elsewhere: ["http://127.0.0.1:"],
  mayFail: [/net::ERR_CONNECTION_REFUSED/],
});

test("tiles that are refused leave the outlines, the names, the rings and the list", async ({ page }) => {
  const refused: string[] = [];
  page.on("requestfailed", (r) => refused.push(r.url()));
  await page.goto("/");
  await mapReady(page);
  await expect.poll(() => refused.filter((u) => u.endsWith(".png")).length).toBeGreaterThan(0);
  expect(refused.filter((u) => !u.endsWith(".png"))).toEqual([]);
  await expect.poll(() => shown(page)).toBe(await listed(page));
  await expect(page.locator("#map")).toHaveAttribute("data-names", /^[1-9]/);
  const painted = () => page.locator(".leaflet-backdrop-pane canvas").evaluate((canvas: HTMLCanvasElement) => {
    if (canvas.width === 0) return false;
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
    copy?.drawImage(canvas, 0, 0);
    return copy?.getImageData(0, 0, canvas.width, canvas.height).data.some((v) => v !== 0);
  });
  await expect.poll(painted).toBe(true);
  await expect(page.getByRole("alert")).toBeEmpty();
  await expect(page.getByText("© Essai")).toBeVisible();
  await page.locator("#results .card h3 a").first().click();
  await expect(page.locator("h1")).toBeVisible();
  // The small map is that of the towns around.
  await expect(page.locator("#locator")).toHaveAttribute("data-names", /^[1-9]/);
});

test.describe("tiles that come", () => {
  test.use({ baseURL: async ({}, use) => use(process.env["BOUCLE_TILES_URL"] ?? ""), mayFail: [/net::ERR_FAILED/] });

  test("one that fails before the others leaves the small map in its street", async ({ page }) => {
    const zooms = new Set<string>();
    let failed = () => {};
    const first = new Promise<void>((done) => (failed = done));
    page.on("requestfailed", () => failed());
    let asked = 0;
    await page.route("**/*.png", async (route) => {
      zooms.add(new URL(route.request().url()).pathname.split("/")[1] ?? "");
      asked += 1;
      if (asked === 1) return route.abort();
      await first;
      return route.continue();
    });
    const sheet = await (await page.request.get("/api/v1/structures?limit=1")).json() as { features: { properties: { slug: string } }[] };
    await page.goto(`/structures/${sheet.features[0]?.properties.slug ?? ""}`);
    const tiles = page.locator("#locator .leaflet-tile");
    await expect.poll(async () => asked > 1 && (await page.locator("#locator .leaflet-tile-loaded").count()) === (await tiles.count()) - 1).toBe(true);
    expect([...zooms]).toEqual(["15"]);
    await expect(page.locator("#locator")).not.toHaveAttribute("data-names", /^[1-9]/);
  });
});
