// The map of /couverture zoomed: buttons, keys, wheel, fingers, the address, and without JavaScript.
import type { Page } from "@playwright/test";
import { expect, fits, test } from "./base.ts";
import { accessible } from "./axe.ts";
import { tabTo } from "./figures.ts";

const REGION = "/couverture?within=region:52&category=repair_cafe";
const FRANCE = "/couverture?within=france&category=repair_cafe";

/** Title of the table: how many of what. */
const count = (page: Page) => page.locator("#tableau").innerText();
/** West, south, east, north of the drawing. */
const shown = (page: Page) => page.locator("#zoom").evaluate((e) => (e.dataset["shown"] ?? "").split(",").map(Number));
const across = async (page: Page) => {
  const [west = 0, , east = 0] = await shown(page);
  return east - west;
};
/** The unit that is pressed among the links. */
const unit = (page: Page) => page.locator(".places .seg [aria-current]").innerText();
/** The drawing is that of the address, and stands where it was made for. */
async function settled(page: Page): Promise<void> {
  await expect(page.locator("#zoom")).not.toHaveAttribute("aria-busy", "true");
  await expect(page.locator("#zoom svg.ground")).not.toHaveAttribute("style", /scale/);
}
async function pressed(page: Page, act: () => Promise<unknown>): Promise<void> {
  const before = await page.locator("#zoom").getAttribute("data-shown");
  await act();
  await expect(page.locator("#zoom")).not.toHaveAttribute("data-shown", before ?? "");
  await settled(page);
}
/** The table has as many rows as its title says, and the map a shape for each that has a place. */
async function whole(page: Page): Promise<void> {
  const said = Number((await count(page)).replace(/[\u00a0\u202f]/g, "").match(/^\d+/)?.[0]);
  expect(await page.locator(".scroll tbody tr").count()).toBe(said);
  expect(await page.locator("#zoom .areas :is(path, circle)").count()).toBeLessThanOrEqual(said);
}

test("buttons go from departments to EPCI to communes and back, the table and the address with them", async ({ page }) => {
  test.slow();
  await page.goto(FRANCE);
  await expect(page.getByRole("button", { name: "Zoomer", exact: true })).toBeVisible();
  expect(await unit(page)).toBe("département");
  await expect(page.getByRole("button", { name: "Dézoomer" })).toHaveAttribute("aria-disabled", "true");
  const units = [await unit(page)];
  for (let i = 0; i < 5; i += 1) {
    const before = await across(page);
    await pressed(page, () => page.getByRole("button", { name: "Zoomer", exact: true }).click());
    expect(await across(page)).toBeCloseTo(before / 2, 3);
    units.push(await unit(page));
    await whole(page);
    expect(page.url()).toContain("vue=");
  }
  expect([...new Set(units)]).toEqual(["département", "intercommunalité", "commune"]);
  // The address shows the same again.
  const [before, title] = [await shown(page), await count(page)];
  await page.reload();
  expect([await shown(page), await count(page)]).toEqual([before, title]);
  // The file of the table has the same rows.
  const file = await page.locator("details.files a").first().getAttribute("href");
  const csv = await (await page.request.get(file ?? "")).text();
  expect(csv.trim().split("\n").length - 1).toBe(await page.locator(".scroll tbody tr").count());
  for (let i = 0; i < 8 && (await page.locator("#farther[href]").count()) > 0; i += 1) {
    await pressed(page, () => page.locator("#farther").click());
  }
  expect(await unit(page)).toBe("département");
  expect(page.url()).not.toContain("vue=");
});

test("two presses in a row are one request, and the drawing never goes", async ({ page }) => {
  await page.goto(REGION);
  let asked = 0;
  page.on("request", (r) => (asked += Number(r.url().includes("vue="))));
  await page.evaluate(() => {
    const map = document.getElementById("zoom");
    const lost = () => map?.querySelector("svg.ground") === null && document.body.classList.add("lost");
    if (map) new MutationObserver(lost).observe(map, { childList: true });
  });
  const before = await across(page);
  await pressed(page, async () => {
    await page.locator("#closer").click();
    await page.locator("#closer").click();
  });
  expect(await across(page)).toBeCloseTo(before / 4, 3);
  expect(asked).toBe(1);
  await expect(page.locator("body.lost")).toHaveCount(0);
});

test("keyboard only", async ({ page }, info) => {
  test.skip(info.project.name === "telephone", "keyboards are for desks");
  await page.goto(REGION);
  const map = page.locator("#zoom");
  await tabTo(page, map, 80);
  const before = await across(page);
  await pressed(page, () => page.keyboard.press("+"));
  expect(await across(page)).toBeCloseTo(before / 2, 3);
  await expect(map).toBeFocused();
  await expect(page.locator("#live")).toContainText("sur la carte");
  const [west = 0] = await shown(page);
  await pressed(page, () => page.keyboard.press("ArrowRight"));
  expect((await shown(page))[0]).toBeCloseTo(west + before / 8, 3);
  // The buttons stand behind it.
  await page.keyboard.press("Tab");
  await expect(page.locator("#closer")).toBeFocused();
  await pressed(page, () => page.keyboard.press("Space"));
  await expect(page.locator("#closer")).toBeFocused();
  expect(await across(page)).toBeCloseTo(before / 4, 3);
  await pressed(page, () => page.keyboard.press("0"));
  expect(page.url()).not.toContain("vue=");
  // Where all is shown an arrow scrolls the page.
  await map.focus();
  const top = await page.evaluate(() => scrollY);
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(top);
});

test("the wheel scrolls the page, and zooms with Ctrl or at the map", async ({ page }, info) => {
  test.skip(info.project.name === "telephone", "wheels are for desks");
  await page.goto(REGION);
  const box = await page.locator("#zoom .pane").boundingBox();
  if (!box) throw new Error("no map");
  const at = { x: box.x + box.width / 4, y: box.y + 40 };
  await page.mouse.move(at.x, at.y);
  const before = await shown(page);
  await page.mouse.wheel(0, 120);
  await expect(page.locator("#zoom .hint")).toBeVisible();
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0);
  expect(await shown(page)).toEqual(before);
  await page.evaluate(() => scrollTo(0, 0));
  await page.keyboard.down("Control");
  await pressed(page, () => page.mouse.wheel(0, -240));
  await page.keyboard.up("Control");
  const [west = 0, , east = 0] = await shown(page);
  const [w = 0, , e = 0] = before;
  expect(east - west).toBeLessThan(0.7 * (e - w));
  // What lies under the pointer stays under it.
  expect(west + (east - west) / 4).toBeCloseTo(w + (e - w) / 4, 1);
  await page.locator("#zoom").focus();
  await pressed(page, () => page.mouse.wheel(0, 100));
  expect(await across(page)).toBeGreaterThan(east - west);
});

test("a mouse drags the map and clicks nothing while it does", async ({ page }, info) => {
  test.skip(info.project.name === "telephone", "a finger scrolls the page");
  await page.goto(`${REGION}&vue=-1.6,47,-0.2,47.8`);
  const box = await page.locator("#zoom .pane").boundingBox();
  if (!box) throw new Error("no map");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const [west = 0, , east = 0] = await shown(page);
  await pressed(page, async () => {
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - box.width / 4, y, { steps: 5 });
    await page.mouse.up();
  });
  expect((await shown(page))[0]).toBeCloseTo(west + (east - west) / 4, 2);
  expect(new URL(page.url()).pathname).toBe("/couverture");
  // A click is still a click.
  const inside = page.locator("#zoom .areas :is(circle, path)");
  const near = await inside.evaluateAll((all, [px = 0, py = 0]) => all.map((e) => e.getBoundingClientRect()).findIndex((b) => Math.hypot(b.x + b.width / 2 - px, b.y + b.height / 2 - py) < 120), [x, y]);
  await inside.nth(near).click({ force: true });
  await expect(page).toHaveURL(/territoires\/commune/);
});

test("a button that is let go of outside the map drags nothing later", async ({ page }, info) => {
  test.skip(info.project.name === "telephone", "a finger scrolls the page");
  await page.goto(`${REGION}&vue=-1.6,47,-0.2,47.8`);
  const box = await page.locator("#zoom .pane").boundingBox();
  if (!box) throw new Error("no map");
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + 4, y);
  await page.mouse.down();
  await page.mouse.move(box.x - 12, y);
  await page.mouse.up();
  await page.mouse.move(box.x + 40, y, { steps: 3 });
  await page.mouse.move(box.x + 160, y, { steps: 3 });
  // At once: a drawing that was moved is soon one of its own.
  expect((await page.locator("#zoom svg.ground").getAttribute("style")) ?? "").not.toContain("translate");
  // A later drag is one.
  const before = await shown(page);
  await pressed(page, async () => {
    await page.mouse.down();
    await page.mouse.move(box.x + 60, y, { steps: 3 });
    await page.mouse.up();
  });
  expect((await shown(page))[0]).toBeGreaterThan(before[0] ?? 0);
});

test("two fingers zoom, one scrolls the page", async ({ page, browserName }, info) => {
  test.skip(info.project.name !== "telephone" || browserName !== "chromium", "fingers are for telephones");
  await page.goto(REGION);
  const before = await across(page);
  await page.locator("#zoom").scrollIntoViewIfNeeded();
  const box = await page.locator("#zoom .pane").boundingBox();
  if (!box) throw new Error("no map");
  const client = await page.context().newCDPSession(page);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", points: [number, number][]) =>
    client.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([px, py], id) => ({ x: px, y: py, id })) });
  const fingers = (apart: number): [number, number][] => [[x - apart, y], [x + apart, y]];
  await pressed(page, async () => {
    await touch("touchStart", fingers(30));
    for (const apart of [40, 60, 80]) await touch("touchMove", fingers(apart));
    await touch("touchEnd", []);
  });
  expect(await across(page)).toBeLessThan(0.5 * before);
  const now = await shown(page);
  const top = await page.evaluate(() => scrollY);
  await touch("touchStart", [[x, y]]);
  for (let i = 1; i <= 10; i += 1) await touch("touchMove", [[x, y - 15 * i]]);
  await touch("touchEnd", []);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(top + 50);
  expect(await shown(page)).toEqual(now);
});

test("what is fetched in the place of the page works like the page", async ({ page }) => {
  test.slow();
  await page.goto(REGION);
  await pressed(page, () => page.locator("#closer").click());
  await fits(page);
  // The files, the order and the form are those of the view.
  await page.locator("details.files summary").click();
  await expect(page.locator("details.files a").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.locator("details.files ul")).toBeHidden();
  await expect(page.locator("#print")).toBeVisible();
  await expect(page.locator("#language")).toHaveAttribute("href", /vue=/);
  const [view, title] = [await shown(page), await count(page)];
  await page.locator(".scroll thead").getByRole("link", { name: "Habitants" }).click();
  await expect(page).toHaveURL(/tri=habitants/);
  expect([await shown(page), await count(page)]).toEqual([view, title]);
  await accessible(page);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("the buttons are links", async ({ page }) => {
    await page.goto(FRANCE);
    const title = () => page.locator("#tableau").innerText();
    expect(await title()).toContain("départements");
    for (let i = 0; i < 3; i += 1) await page.getByRole("link", { name: "Zoomer", exact: true }).click();
    expect(await title()).toContain("intercommunalités sur la carte");
    for (let i = 0; i < 2; i += 1) await page.getByRole("link", { name: "Zoomer", exact: true }).click();
    expect(await title()).toContain("communes sur la carte");
    await page.getByRole("link", { name: "Tout le territoire" }).click();
    expect(await title()).toContain("départements");
    await expect(page).not.toHaveURL(/vue=/);
  });
});
