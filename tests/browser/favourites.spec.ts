import { expect, mapReady, test } from "./base.ts";

const stored = () => JSON.parse(localStorage.getItem("boucle:favoris") ?? "null") as { slug: string; name: string }[] | null;

test("stars keep structures on the device, and the header leads to them", async ({ page }) => {
  await page.goto("/?category=ressourcerie");
  await mapReady(page);
  const link = page.locator("#favourites");
  await expect(link).toBeHidden();
  const card = page.locator("#results .card").nth(1);
  const name = await card.locator("h3").innerText();
  const slug = (await card.locator("h3 a").getAttribute("href"))?.split("/").at(-1) ?? "";
  const star = card.getByRole("button", { name: `Garder en favori : ${name}` });
  await expect(star).toHaveAttribute("aria-pressed", "false");
  await star.click();
  await expect(page).toHaveURL(/\?category=ressourcerie$/);
  await expect(star).toHaveAttribute("aria-pressed", "true");
  await expect(link).toBeVisible();
  await expect(link.getByRole("link")).toHaveAccessibleName("Mes favoris 1");
  // Slugs and names, and nothing of the visitor.
  expect(await page.evaluate(stored)).toEqual([{ slug, name }]);
  expect(await page.evaluate(() => [sessionStorage.length, localStorage.length, document.cookie])).toEqual([0, 1, ""]);

  // The star stays lit in a list that comes without a new page.
  await page.locator(".sortmenu summary").click();
  await page.locator(".sortmenu a", { hasText: "Mises à jour" }).click();
  await expect(page).toHaveURL(/sort=updated/);
  const same = page.locator(`#results [data-keep="${slug}"]`);
  if (await same.count()) await expect(same).toHaveAttribute("aria-pressed", "true");

  // Another from its own page, by keyboard.
  await page.locator(`#results .card:not(:has([data-keep="${slug}"])) h3 a`).first().click();
  const keep = page.getByRole("button", { name: "Garder en favori", exact: true });
  await keep.focus();
  await page.keyboard.press("Enter");
  await expect(keep).toHaveAttribute("aria-pressed", "true");
  const second = await page.locator("h1").innerText();
  await link.getByRole("link").click();
  await expect(page).toHaveURL(/\/favoris$/);
  await expect(page.locator("#keepsakes .card h3")).toHaveText([name, second]);
  await expect(page.locator("#keepsakes .star").first()).toHaveAttribute("aria-pressed", "true");

  // One goes: its card stays until the next visit, so that a slip can be mended.
  await page.locator("#keepsakes .star").first().click();
  await expect(link.locator("b")).toHaveText("1");
  await page.reload();
  await expect(page.locator("#keepsakes .card h3")).toHaveText([second]);
  await page.locator("#keepsakes .star").click();
  await expect(link).toBeHidden();
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Aucun favori pour l’instant" })).toBeVisible();
});

test("the page of favourites is shared by its address, and shown without JavaScript", async ({ page, browser, baseURL }) => {
  await page.goto("/?category=ressourcerie");
  await mapReady(page);
  for (const n of [0, 1, 2]) await page.locator("#results .star").nth(n).click();
  const names = (await page.locator("#results .card h3").allInnerTexts()).slice(0, 3);
  await page.goto("/favoris");
  await expect(page.locator("#keepsakes .card h3")).toHaveText(names);
  const address = (await page.locator("#share").getAttribute("data-url")) ?? "";
  expect(address).toMatch(/^\/favoris\?s=[\w-]+,[\w-]+,[\w-]+$/);
  const other = await browser.newContext({ javaScriptEnabled: false, ...(baseURL ? { baseURL } : {}) });
  const plain = await other.newPage();
  await plain.goto(address);
  await expect(plain.locator(".card h3")).toHaveText(names);
  await expect(plain.locator(".star").first()).toBeHidden();
  await plain.goto("/favoris");
  await expect(plain.locator("noscript p")).toBeVisible();
  await other.close();
});

test("where nothing can be kept there are no stars, and the page says why", async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("blocked", "SecurityError"); } }));
  await page.goto("/?category=ressourcerie");
  await mapReady(page);
  await expect(page.locator("#results .star").first()).toBeHidden();
  await page.goto("/favoris");
  await expect(page.getByText("n’autorise pas ce site à garder")).toBeVisible();
});

test("a full store, or what somebody else wrote there, breaks nothing", async ({ page }) => {
  await page.addInitScript(() => {
    localStorage.setItem("boucle:favoris", "{not json");
    Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
  });
  await page.goto("/?category=ressourcerie");
  await mapReady(page);
  const star = page.locator("#results .star").first();
  await expect(star).toHaveAttribute("aria-pressed", "false");
  await star.click();
  await expect(star).toBeHidden();
  await expect(page.locator("#favourites")).toBeHidden();
});

test("another tab is told", async ({ page, context }) => {
  await page.goto("/?category=ressourcerie");
  await mapReady(page);
  const other = await context.newPage();
  await other.goto("/?category=ressourcerie");
  await other.locator("#results .star").first().click();
  await expect(page.locator("#results .star").first()).toHaveAttribute("aria-pressed", "true");
  await expect(page.locator("#favourites b")).toHaveText("1");
});

test("a favourite whose structure was merged becomes the one that is there, and can be let go of", async ({ page }) => {
  await page.goto("/?category=ressourcerie");
  await mapReady(page);
  const card = page.locator("#results .card").first();
  const name = await card.locator("h3").innerText();
  const slug = (await card.locator("[data-keep]").getAttribute("data-keep")) ?? "";
  await page.evaluate((all) => localStorage.setItem("boucle:favoris", JSON.stringify(all)), [{ slug: "fiche-perdue", name: "Son vrai nom" }, { slug: "d-avant-la-fusion", name: "Avant la fusion" }]);
  // The server knows the former address.
  await page.route(/\/favoris\?s=/, (route) => route.continue({ url: route.request().url().replace("d-avant-la-fusion", slug) }));
  await page.goto("/favoris");
  await expect(page.locator("#keepsakes .card h3")).toHaveText([name]);
  // A structure that is lost keeps its name.
  await expect.poll(() => page.evaluate(stored)).toEqual([{ slug, name }, { slug: "fiche-perdue", name: "Son vrai nom" }]);
  for (const star of await page.locator("#keepsakes .star").all()) {
    await expect(star).toHaveAttribute("aria-pressed", "true");
    await star.click();
  }
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  await expect(page.locator("#favourites")).toBeHidden();
});

test("more favourites than one page shows are all still kept", async ({ page }) => {
  await page.goto("/favoris");
  const many = Array.from({ length: 201 }, (_, n) => ({ slug: `perdue-${n}`, name: `Perdue ${n}` }));
  await page.evaluate((all) => localStorage.setItem("boucle:favoris", JSON.stringify(all)), many);
  await page.reload();
  await expect(page.locator("#keepsakes .lost")).toHaveCount(200);
  await expect(page.locator("#favourites b")).toHaveText("201");
  expect(await page.evaluate(stored)).toEqual(many);
});
