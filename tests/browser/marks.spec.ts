import { drag, expect, mapReady, redrawn, test } from "./base.ts";

test("after a drag the marks still answer the keyboard", async ({ page }) => {
  await page.goto("/");
  await mapReady(page);
  await redrawn(page, () => drag(page, 40, 30));
  await page.locator("button.mark:not([tabindex])").first().focus();
  await redrawn(page, () => page.keyboard.press("Enter"));
  await redrawn(page, () => drag(page, 24, 20));
  // What screen readers send: a click without a pointer.
  const ring = page.locator("button.mark:not([tabindex])").first();
  if (await ring.count()) await redrawn(page, () => ring.evaluate((mark: HTMLElement) => mark.click()));
});

test("the keyboard meets only marks in view, line by line", async ({ page }) => {
  await page.goto("/");
  await mapReady(page);
  for (let i = 0; i < 2; i += 1) await redrawn(page, () => page.getByRole("button", { name: "Zoomer", exact: true }).click());
  const map = await page.locator("#map").boundingBox();
  if (!map) throw new Error("no map");
  const marks = await page.locator(".mark").evaluateAll((all) => all.map((m) => {
    const { x, y, width, height } = m.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2, stop: (m as HTMLElement).tabIndex === 0, hidden: m.getAttribute("aria-hidden") === "true" };
  }));
  const inside = (m: { x: number; y: number }) => m.x >= map.x - 1 && m.x <= map.x + map.width + 1 && m.y >= map.y - 1 && m.y <= map.y + map.height + 1;
  expect(marks.filter((m) => m.stop && !inside(m))).toEqual([]);
  expect(marks.filter((m) => !m.stop && inside({ x: m.x, y: m.y }) && m.x > map.x + 2 && m.y > map.y + 2 && m.x < map.x + map.width - 2 && m.y < map.y + map.height - 2)).toEqual([]);
  expect(marks.filter((m) => m.stop === m.hidden)).toEqual([]);
  expect(marks.filter((m) => !m.stop).length, "some lie outside").toBeGreaterThan(0);
  const stops = marks.filter((m) => m.stop);
  expect(stops.length).toBeGreaterThan(3);
  for (const [i, mark] of stops.entries()) if (i > 0) expect(mark.y).toBeGreaterThan((stops[i - 1]?.y ?? 0) - 64);
});

test("a mark that takes the keyboard comes out from under the legend", async ({ page }, info) => {
  test.skip(info.project.name === "telephone", "the legend is folded on phones");
  await page.goto("/?category=velo_ecole");
  await mapReady(page);
  const legend = await page.locator(".legend").boundingBox();
  const mark = page.locator("a.mark:not([tabindex])").first();
  const at = await mark.getAttribute("data-at");
  const box = await mark.boundingBox();
  if (!legend || !box) throw new Error("no legend or no mark");
  const [dx, dy] = [legend.x + legend.width / 2 - box.x - box.width / 2, legend.y + legend.height / 2 - box.y - box.height / 2];
  // In two goes: one drag may be longer than the map.
  for (let i = 0; i < 2; i += 1) await redrawn(page, () => drag(page, Math.round(dx / 2), Math.round(dy / 2)));
  const covered = page.locator(`.mark[data-at="${at}"]`);
  const overlap = async () => {
    const b = await covered.boundingBox();
    if (!b) throw new Error("the mark is gone");
    const [x, y] = [b.x + b.width / 2, b.y + b.height / 2];
    return Math.hypot(Math.max(legend.x - x, 0, x - legend.x - legend.width), Math.max(legend.y - y, 0, y - legend.y - legend.height));
  };
  expect(await overlap(), "it lies under the legend").toBe(0);
  await page.keyboard.press("Tab");
  await covered.focus();
  await expect.poll(overlap).toBeGreaterThan(16);
  await expect(covered).toBeFocused();
});

test("a mark tells its counts on hover and on focus, in words with icons, and Escape puts them away", async ({ page }, info) => {
  await page.goto("/");
  await mapReady(page);
  const ring = page.locator("button.mark:not([tabindex])").nth(4);
  const caption = ring.locator(".caption");
  await expect(caption).toBeHidden();
  if (info.project.name === "bureau") {
    await ring.hover();
    await expect(caption).toBeVisible();
    // The pointer may go onto what it made appear.
    const box = await caption.boundingBox();
    if (!box) throw new Error("no caption");
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 12 });
    await expect(caption).toBeVisible();
    await page.mouse.move(5, 5);
    await expect(caption).toBeHidden();
  }
  await page.keyboard.press("Tab");
  await ring.focus();
  await expect(caption).toBeVisible();
  const counts = await caption.locator(":scope > span > b").allInnerTexts();
  expect(counts.map(Number).reduce((a, b) => a + b, 0)).toBe(Number(await ring.getAttribute("data-count")));
  await expect(caption.locator(":scope > span > svg")).toHaveCount(counts.length);
  const map = await page.locator("#map").boundingBox();
  const box = await caption.boundingBox();
  if (!map || !box) throw new Error("no map or no caption");
  expect(box.x >= map.x && box.y >= map.y && box.x + box.width <= map.x + map.width && box.y + box.height <= map.y + map.height, "the caption lies in the map").toBe(true);
  await page.keyboard.press("Escape");
  await expect(caption).toBeHidden();
});

test("on a phone a first tap tells, a second one opens", async ({ page }, info) => {
  test.skip(info.project.name === "bureau", "a pointer that hovers needs no first tap");
  await page.goto("/");
  await mapReady(page);
  const ring = page.locator("button.mark:not([tabindex])").nth(4);
  const tap = () => ring.tap({ position: { x: 22, y: 22 } });
  await tap();
  await expect(page.locator(".mark.told .caption")).toBeVisible();
  await expect(page.locator("#map")).toHaveAttribute("data-drawn", "1");
  const map = await page.locator("#map").boundingBox();
  if (!map) throw new Error("no map");
  await page.touchscreen.tap(map.x + 16, map.y + map.height - 60);
  await expect(page.locator(".mark.told")).toHaveCount(0);
  await tap();
  await expect(page.locator(".mark.told .caption")).toBeVisible();
  await redrawn(page, tap);
  await expect(page.locator(".mark.told")).toHaveCount(0);
});

test("the legend names the sectors: behind a button on phones", async ({ page }, info) => {
  await page.goto("/");
  await mapReady(page);
  const first = page.locator(".legend li").first();
  if (info.project.name === "telephone") {
    await expect(first).toBeHidden();
    await page.locator(".legend summary").tap();
  }
  await expect(first).toBeVisible();
  await expect(page.locator(".legend li")).toHaveCount(5);
});

test("names outside the circle are not veiled", async ({ page }) => {
  await page.goto("/?object=velo&ou=Nantes");
  await mapReady(page);
  await expect(page.locator("#map")).toHaveAttribute("data-names", /^[1-9]/);
  const layers = await page.evaluate(() => {
    const level = (pane: string) => Number(getComputedStyle(document.querySelector(`.leaflet-${pane}-pane`) as Element).zIndex);
    /** Half transparent pixels: the veil. */
    const veiled = (pane: string) => [...document.querySelectorAll<HTMLCanvasElement>(`.leaflet-${pane}-pane canvas`)].reduce((sum, canvas) => {
      const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      let n = 0;
      for (let i = 3; i < data.length; i += 4 * 31) if ((data[i] ?? 0) > 100 && (data[i] ?? 0) < 180) n += 1;
      return sum + n;
    }, 0);
    return { veil: level("veil"), names: level("looks"), land: level("backdrop"), tiles: level("tile"), below: veiled("veil"), above: veiled("overlay") };
  });
  expect(layers.below, "there is a veil").toBeGreaterThan(500);
  expect(layers.above, "none over the names").toBeLessThan(50);
  expect(layers.veil).toBeLessThan(layers.names);
  expect(layers.veil).toBeGreaterThan(Math.max(layers.land, layers.tiles));
});
