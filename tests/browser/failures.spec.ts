import type { Locator, Page } from "@playwright/test";
import { expect, listed, mapReady, redrawn, shown, test } from "./base.ts";

test.use({ mayFail: [/status of 50\d|net::ERR_FAILED|did not come|Failed to fetch dynamically imported module/] });

for (const [name, status] of [["refused", 500], ["not answered", 0]] as const) {
  test(`clusters that are ${name} leave no stale marks, say so and can be asked again`, async ({ page }) => {
    await page.goto("/");
    await mapReady(page);
    expect(await shown(page)).toBeGreaterThan(0);
    await page.route("**/api/v1/clusters?*", (route) => (status === 0 ? route.abort() : route.fulfill({ status })));
    await page.getByRole("link", { name: "Donner", exact: true }).click();
    await expect(page.locator(".map-note")).toContainText("La carte n’a pas pu être mise à jour.");
    await expect(page.locator(".mark")).toHaveCount(0);
    await expect(page.locator("#alarm")).toContainText("La carte n’a pas pu être mise à jour.");
    await page.unroute("**/api/v1/clusters?*");
    await page.getByRole("button", { name: "Réessayer" }).click();
    await expect(page.locator(".map-note")).toBeHidden();
    await expect(page.locator("#map")).toBeFocused();
    await expect.poll(() => shown(page)).toBe(await listed(page));
  });
}

for (const [name, file] of [["style", /\/assets\/map-style\.[^/]*\.css/], ["script", /\/assets\/map\.[^/]*\.js/]] as const) {
  test(`a map whose ${name} does not come says so, and the list stands`, async ({ page }) => {
    await page.route(file, (route) => route.abort());
    await page.goto("/");
    await expect(page.locator("#map .nojs")).toHaveText("La carte n’a pas pu être chargée. La liste donne les mêmes structures.");
    await expect(page.locator("#map .nojs")).toBeInViewport();
    await page.getByRole("link", { name: "Réparer", exact: true }).click();
    await expect(page).toHaveURL(/action=reparer/);
    expect(await listed(page)).toBeGreaterThan(0);
  });
}

test("broken outlines and names leave a map with its marks", async ({ page }) => {
  await page.route(/\/assets\/(backdrop|towns)\./, (route) => route.fulfill({ contentType: "application/json", body: "{" }));
  await page.goto("/");
  await mapReady(page);
  expect(await shown(page)).toBe(await listed(page));
  await expect(page.locator("#map")).toHaveAttribute("data-names", "0");
});

test("a slow list is seen to be on its way, and what is written meanwhile stays", async ({ page }) => {
  await page.goto("/");
  await mapReady(page);
  let answer = () => {};
  const held = new Promise<void>((done) => (answer = done));
  await page.route(/\/\?action=reparer$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole("link", { name: "Réparer", exact: true }).click();
  await expect(page.locator("#results")).toHaveAttribute("aria-busy", "true");
  await expect.poll(() => page.locator("#search").evaluate((e) => getComputedStyle(e, "::after").opacity)).toBe("1");
  await expect.poll(() => page.locator(".listhead").evaluate((e) => Number(getComputedStyle(e).opacity))).toBeLessThan(0.7);
  const where = page.getByRole("combobox", { name: /Où/ });
  await where.click();
  await where.pressSequentially("Sau");
  answer();
  await expect(page).toHaveURL(/action=reparer/);
  await expect(where).toHaveValue("Sau");
  await expect(page.locator("#results")).not.toHaveAttribute("aria-busy", "true");
  await expect.poll(() => page.locator("#search").evaluate((e) => getComputedStyle(e, "::after").opacity)).toBe("0");
  // It was not sent: the next search sends it.
  await where.fill("Saumur");
  await where.press("Enter");
  await expect(page).toHaveURL(/action=reparer.*ou=Saumur/);
  await expect(where).toHaveValue(/^Saumur \(49/);
});

/** The field with letters in it and its first suggestion lit. */
async function lit(page: Page): Promise<Locator> {
  await page.goto("/");
  await mapReady(page);
  const field = page.getByRole("combobox", { name: /Quoi/ });
  await field.click();
  const answered = page.waitForResponse((r) => r.url().includes("/suggest?q=velo&"));
  await field.pressSequentially("velo");
  await answered;
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(page.locator('[aria-selected="true"]')).toHaveCount(1);
  return field;
}

test("suggestions that fail leave the field as it is: Enter takes what is written", async ({ page }) => {
  const field = await lit(page);
  await page.route("**/api/v1/suggest?*", (route) => route.fulfill({ status: 503 }));
  await field.pressSequentially(" electrique");
  await expect(field).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/[?&]q=velo\+electrique/);
});

test("Enter within the pause takes what is written, not what was lit for older letters", async ({ page }) => {
  const field = await lit(page);
  await page.keyboard.type("s");
  expect(await field.getAttribute("aria-activedescendant")).toBeNull();
  await redrawn(page, () => page.keyboard.press("Enter"));
  await expect(page).toHaveURL(/[?&]q=velos/);
});

test("what an arrow lit stays lit when the answer to the last letters comes", async ({ page }) => {
  let answer = () => undefined as void;
  const held = new Promise<void>((done) => { answer = done; });
  await page.route("**/api/v1/suggest?q=velo&*", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/");
  const field = page.getByRole("combobox", { name: /Quoi/ });
  await field.click();
  await field.pressSequentially("vel");
  const wanted = page.getByRole("option", { name: "Vélo", exact: true });
  await expect(wanted).toBeVisible();
  const asked = page.waitForRequest("**/api/v1/suggest?q=velo&*");
  await page.keyboard.type("o");
  await asked;
  while ((await wanted.getAttribute("aria-selected")) !== "true") await page.keyboard.press("ArrowDown");
  answer();
  // Its letters are now marked as a whole: the new list is there.
  await expect(wanted.locator("mark")).toHaveText("Vélo");
  await expect(wanted).toHaveAttribute("aria-selected", "true");
  await expect(field).toHaveAttribute("aria-activedescendant", (await wanted.getAttribute("id")) ?? "");
});

test("a suggestion under way is given up for the next letters", async ({ page }) => {
  const failed: string[] = [];
  page.on("requestfailed", (r) => {
    if (r.url().includes("/suggest")) failed.push(`${new URL(r.url()).searchParams.get("q")}: ${r.failure()?.errorText}`);
  });
  await page.route("**/api/v1/suggest?*", async (route) => {
    // The first letters are slow: their answer would come last.
    if (new URL(route.request().url()).searchParams.get("q") === "ang") await new Promise((done) => setTimeout(done, 1500));
    await route.continue().catch(() => undefined);
  });
  await page.goto("/");
  const where = page.getByRole("combobox", { name: /Où/ });
  await where.click();
  const first = page.waitForRequest((r) => r.url().includes("/suggest") && r.url().includes("q=ang&"));
  await where.pressSequentially("ang");
  await first;
  await where.pressSequentially("ers");
  await expect(page.getByRole("option", { name: /Angers/ }).first()).toBeVisible();
  expect(failed).toContain("ang: net::ERR_ABORTED");
});

test("a list that is broken off because one leaves does not lead back", async ({ page }) => {
  await page.goto("/");
  await mapReady(page);
  const [list, sheet] = [{ go: () => {}, asked: () => {} }, { go: () => {}, asked: () => {} }];
  const wait = (one: typeof list) => [new Promise<void>((done) => (one.go = done)), new Promise<void>((done) => (one.asked = done))] as const;
  const [listGo, listAsked] = wait(list);
  const [sheetGo, sheetAsked] = wait(sheet);
  // As browsers do that break off what a page asks for when it is left.
  await page.route(/\/\?action=reparer$/, async (route) => {
    if (route.request().isNavigationRequest()) return route.continue();
    list.asked();
    await listGo;
    await route.abort();
  });
  await page.route("**/structures/*", async (route) => {
    sheet.asked();
    await sheetGo;
    await route.continue().catch(() => undefined);
  });
  await page.getByRole("link", { name: "Réparer", exact: true }).click();
  await listAsked;
  const name = await page.locator("#results .card h3").first().innerText();
  await page.locator("#results .card h3 a").first().click({ noWaitAfter: true });
  await sheetAsked;
  const failed = page.waitForEvent("requestfailed", (r) => r.url().endsWith("/?action=reparer"));
  list.go();
  await failed;
  sheet.go();
  await expect(page).toHaveURL(/\/structures\//);
  await expect(page.locator("h1")).toHaveText(name);
});

test("a list that does not come in time is asked for as a page", async ({ page }) => {
  await page.clock.install();
  await page.goto("/");
  await mapReady(page);
  let asked = () => {};
  const first = new Promise<void>((done) => (asked = done));
  await page.route(/\/\?action=reparer$/, (route) => {
    if (route.request().isNavigationRequest()) return route.continue();
    asked();
    return undefined;
  });
  await page.evaluate(() => Object.assign(window, { former: true }));
  await page.getByRole("link", { name: "Réparer", exact: true }).click();
  await first;
  await page.clock.runFor(16_000);
  await expect(page).toHaveURL(/action=reparer$/);
  expect(await page.evaluate(() => "former" in window), "the browser took it over").toBe(false);
});
