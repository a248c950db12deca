import { expect, listed, mapReady, matched, test } from "./base.ts";

test("an object with a typo is found and chosen from the suggestions", async ({ page }) => {
  await page.goto("/");
  const all = await listed(page);
  const field = page.getByRole("combobox", { name: /Quoi/ });
  await field.click();
  await field.pressSequentially("griile");
  const option = page.getByRole("option", { name: "Petit électroménager" });
  await expect(option).toBeVisible();
  await expect(page.locator("#live")).toHaveText(/suggestion/);
  await option.click();
  await expect(page).toHaveURL(/[?&]object=petit_electromenager/);
  await expect(field).toHaveValue("Petit électroménager");
  const found = await listed(page);
  expect(found).toBeGreaterThan(0);
  expect(found).toBeLessThan(all);
  expect(found).toBe(await matched(page));
});

test("words with a typo are searched as they are, too", async ({ page }) => {
  await page.goto("/");
  const field = page.getByRole("combobox", { name: /Quoi/ });
  await field.fill("resourcerie");
  await field.press("Enter");
  await expect(page).toHaveURL(/[?&]q=resourcerie/);
  expect(await listed(page)).toBeGreaterThan(0);
  expect(await listed(page)).toBe(await matched(page));
});

test("a place by its postal code: ten kilometres around, the nearest first", async ({ page }) => {
  await page.goto("/");
  const where = page.getByRole("combobox", { name: /Où/ });
  await where.click();
  await where.pressSequentially("44000");
  await page.getByRole("option", { name: /Nantes/ }).first().click();
  await expect(page).toHaveURL(/near=.*radius=10000/);
  await expect(where).toHaveValue("Nantes (44000)");
  expect(await listed(page)).toBe(await matched(page));
  const far = await page.locator("#results .dist").allInnerTexts();
  const metres = far.map((t) => Number(t.replace(/[^\d,]/g, "").replace(",", ".")) * (t.includes("km") ? 1000 : 1));
  expect(metres.length).toBeGreaterThan(2);
  expect(metres).toEqual([...metres].sort((a, b) => a - b));
  expect(Math.max(...metres)).toBeLessThanOrEqual(10_000);
});

test("a postal code that is only typed is understood by the server", async ({ page }) => {
  await page.goto("/");
  const where = page.getByRole("combobox", { name: /Où/ });
  await where.fill("49100");
  await where.press("Enter");
  await expect(where).toHaveValue("Angers (49100)");
  await expect(page.locator("#filters .chip.on")).toContainText("À moins de 10 km");
  expect(await listed(page)).toBe(await matched(page));
});

test("a département is a territory", async ({ page }) => {
  await page.goto("/");
  const where = page.getByRole("combobox", { name: /Où/ });
  await where.click();
  await where.pressSequentially("mayenn");
  await page.getByRole("group", { name: "Départements" }).getByRole("option", { name: "Mayenne" }).click();
  await expect(page).toHaveURL(/territory=department%3A53/);
  expect(await listed(page)).toBe(await matched(page));
});

test("a category goes on and off, and Back follows", async ({ page }) => {
  await page.goto("/");
  const all = await listed(page);
  await page.locator("details.more > summary").click();
  const chip = page.locator("details.more").getByRole("link", { name: /^Repair café/ });
  const promised = Number((await chip.locator(".n").innerText()).replace(/\D/g, ""));
  await chip.click();
  await expect(page).toHaveURL(/category=repair_cafe/);
  await expect(page.locator(".listhead h2")).toHaveText(new RegExp(`^${promised}\\s`));
  expect(promised).toBeLessThan(all);
  await page.locator("#filters > .chips .chip.on", { hasText: "Repair café" }).click();
  await expect(page).not.toHaveURL(/category=/);
  await expect(page.locator(".listhead h2")).toHaveText(new RegExp(`^${all}\\s`));
  await page.goBack();
  await expect(page).toHaveURL(/category=repair_cafe/);
  await expect(page.locator(".listhead h2")).toHaveText(new RegExp(`^${promised}\\s`));
});

test("a sheet opens, and both ways back lead to the same list at the same place", async ({ page }) => {
  await page.goto("/?action=reparer");
  await mapReady(page);
  const found = await listed(page);
  const card = page.locator("#results .card").nth(12);
  const name = await card.locator("h3").innerText();
  await card.scrollIntoViewIfNeeded();
  const before = await card.boundingBox();
  await card.locator("h3 a").click();
  await expect(page.locator("h1")).toHaveText(name);
  await page.goBack();
  await expect(page).toHaveURL(/action=reparer$/);
  expect(await listed(page)).toBe(found);
  await expect(async () => expect(Math.abs(((await card.boundingBox())?.y ?? -999) - (before?.y ?? 0))).toBeLessThan(60)).toPass({ timeout: 4000 });
  await card.locator("h3 a").click();
  const back = page.getByRole("link", { name: `Retour aux ${found} résultats` });
  await expect(back).toHaveAttribute("href", "/?action=reparer");
  await back.click();
  await expect(page).toHaveURL(/action=reparer$/);
});

test("a sheet shows where it is and leads to what is around", async ({ page }) => {
  await page.goto("/?category=ressourcerie");
  await page.locator("#results .card h3 a").first().click();
  await expect(page.locator("#locator[data-ready]")).toBeVisible();
  await expect(page.locator("#locator")).toHaveAttribute("data-names", /^[1-9]/);
  const [map, credit] = await Promise.all([page.locator(".locmap").boundingBox(), page.locator(".locmap .credit").boundingBox()]);
  const below = (box: typeof map) => (box ? box.y + box.height : Number.NaN);
  expect(Math.abs(below(map) - below(credit)), "who is thanked stands in the small map's corner").toBeLessThan(3);
  await page.getByText("Y aller").click();
  await expect(page.getByRole("link", { name: "OpenStreetMap (tous les trajets)" })).toHaveAttribute("href", /^https:\/\/www\.openstreetmap\.org\//);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("link", { name: "Plans d’Apple" })).toBeHidden();
  const name = await page.locator("h1").innerText();
  await page.getByRole("link", { name: "Voir ce qu’il y a autour" }).click();
  await expect(page.locator("#results .card h3").first()).toHaveText(name);
  expect(await listed(page)).toBe(await matched(page));
});

test("the list goes on page by page without a gap or a repeat", async ({ page }) => {
  await page.goto("/?sector=reemploi");
  const all = await listed(page);
  expect(all).toBeGreaterThan(60);
  const seen = new Set<string>();
  for (;;) {
    for (const id of await page.locator("#results .card").evaluateAll((cards) => cards.map((c) => (c as HTMLElement).dataset["id"] ?? ""))) {
      expect(seen.has(id)).toBe(false);
      seen.add(id);
    }
    const next = page.getByRole("link", { name: "Voir la suite" });
    if ((await next.count()) === 0) break;
    const first = await page.locator("#results .card h3").first().innerText();
    await next.click();
    await expect(page.locator("#results .card h3").first()).not.toHaveText(first);
    expect(seen.size).toBeLessThan(all);
  }
  expect(seen.size).toBe(all);
  await page.getByRole("link", { name: "Revenir au début" }).click();
  await expect(page).toHaveURL(/\?sector=reemploi$/);
});

test("nothing found says why and offers ways out that keep their promise", async ({ page }) => {
  await page.goto("/?category=auto_ecole_sociale&ou=Saumur&radius=3000");
  await expect(page.getByRole("heading", { name: "Rien trouvé ici" })).toBeVisible();
  expect(await matched(page)).toBe(0);
  const way = page.locator(".opt li", { hasText: "Sans «" }).first();
  const promised = Number((await way.locator("div > span").innerText()).replace(/\D/g, ""));
  expect(promised).toBeGreaterThan(0);
  await way.getByRole("link").click();
  await expect(page.locator(".listhead h2")).toHaveText(new RegExp(`^${promised}\\s`));
});

test("what is not understood is said and left aside", async ({ page }) => {
  await page.goto("/?category=ressourcerie&bbox=9,9,1,1&near=nulle-part&utm_source=x");
  await expect(page.locator(".notice.warn")).toContainText("laissée de côté\u00a0: le lieu et la zone de la carte");
  expect(await listed(page)).toBe(await matched(page));
  await page.goto("/?ou=Zzyzx-sur-Nulle");
  await expect(page.locator(".notice.warn")).toContainText("n’a pas été trouvé");
});

test("the order can be changed and stays in the address", async ({ page }) => {
  await page.goto("/?ou=Nantes&category=repair_cafe,ressourcerie");
  await page.locator(".sortmenu summary").click();
  await page.getByRole("link", { name: "Par nom" }).click();
  await expect(page).toHaveURL(/sort=name/);
  const names = await page.locator("#results .card h3").allInnerTexts();
  expect(names.length).toBeGreaterThan(1);
  // Accents and punctuation apart, as the server sorts: an apostrophe parts words.
  const key = (name: string) => name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, " ");
  const keys = names.map(key);
  expect(keys).toEqual([...keys].sort());
});

test("letters typed in one go are asked for once", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (r) => {
    const url = new URL(r.url());
    if (url.pathname.endsWith("/suggest")) asked.push(url.searchParams.get("q") ?? "");
  });
  await page.goto("/");
  const where = page.getByRole("combobox", { name: /Où/ });
  await where.click();
  await where.pressSequentially("saumur", { delay: 20 });
  await expect(page.getByRole("option", { name: /Saumur/ }).first()).toBeVisible();
  expect(asked.length, `asked ${asked.join(", ")}`).toBeLessThan(4);
  expect(asked.at(-1)).toBe("saumur");
});

test("the same search twice is one step of the history", async ({ page }) => {
  await page.goto("/sources");
  await page.goto("/");
  const field = page.getByRole("combobox", { name: /Quoi/ });
  await field.fill("velo");
  await field.press("Enter");
  await expect(page).toHaveURL(/q=velo/);
  const once = await page.evaluate(() => history.length);
  const again = page.waitForResponse((r) => new URL(r.url()).pathname === "/" && r.url().includes("q=velo"));
  await field.press("Enter");
  await (await again).finished();
  await expect(page.locator("body")).not.toHaveClass(/waiting/);
  expect(await page.evaluate(() => history.length)).toBe(once);
  await page.goBack();
  await expect(page).toHaveURL(/\/$/);
  await expect(page.locator("h1.ask")).toBeVisible();
});

test("Back within the page returns to the place in the list", async ({ page }) => {
  await page.goto("/?action=reparer");
  await mapReady(page);
  const card = page.locator("#results .card").nth(14);
  await card.scrollIntoViewIfNeeded();
  const before = (await card.boundingBox())?.y ?? 0;
  const next = page.getByRole("link", { name: "Voir la suite" });
  // A link of the list that is far from what is seen.
  await next.evaluate((link: HTMLElement) => link.click());
  await expect(page).toHaveURL(/cursor=/);
  await page.goBack();
  await expect(page).not.toHaveURL(/cursor=/);
  await expect(async () => expect(Math.abs(((await card.boundingBox())?.y ?? -999) - before)).toBeLessThan(60)).toPass({ timeout: 4000 });
});

test("with storage blocked the page works, and Back finds its place", async ({ page }) => {
  await page.addInitScript(() => {
    for (const name of ["sessionStorage", "localStorage"]) Object.defineProperty(window, name, { get: () => { throw new DOMException("blocked", "SecurityError"); } });
  });
  await page.goto("/?action=reparer");
  await mapReady(page);
  const card = page.locator("#results .card").nth(14);
  await card.scrollIntoViewIfNeeded();
  const before = (await card.boundingBox())?.y ?? 0;
  await card.locator("h3 a").click();
  await expect(page.locator("h1")).toBeVisible();
  await expect(page.locator("#results")).toHaveCount(0);
  await page.goBack();
  await mapReady(page);
  await expect(async () => expect(Math.abs(((await card.boundingBox())?.y ?? -999) - before)).toBeLessThan(60)).toPass({ timeout: 4000 });
});

test("no address is left in the browser's storage", async ({ page }) => {
  await page.goto("/?near=-1.55,47.22&radius=10000&ou=Ma+position");
  await mapReady(page);
  await page.locator("#results .card h3 a").first().click();
  await expect(page.locator("#results")).toHaveCount(0);
  expect(await page.evaluate(() => [sessionStorage.length, localStorage.length, document.cookie])).toEqual([0, 0, ""]);
});

test("the way back from a sheet works after a skip link, too", async ({ page }) => {
  await page.goto("/?category=ressourcerie");
  await page.locator("#results .card h3 a").first().click();
  await expect(page.locator("#results")).toHaveCount(0);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#contenu$/);
  await page.locator(".crumb a").click();
  await expect(page).toHaveURL(/category=ressourcerie$/);
  expect(await listed(page)).toBeGreaterThan(0);
});

test("the address of a sheet is shared, or copied", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.addInitScript(() => Object.defineProperty(navigator, "share", { value: undefined }));
  await page.goto("/?category=ressourcerie");
  await page.locator("#results .card h3 a").first().click();
  await page.getByRole("button", { name: "Partager" }).click();
  await expect(page.getByRole("button", { name: "Adresse copiée" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
});

test("a copy that the browser does not allow is told", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, "share", { value: undefined });
    Object.defineProperty(navigator, "clipboard", { value: { writeText: () => Promise.reject(new DOMException("", "NotAllowedError")) } });
  });
  await page.goto("/?category=ressourcerie");
  await page.locator("#results .card h3 a").first().click();
  await page.getByRole("button", { name: "Partager" }).click();
  await expect(page.getByRole("button", { name: "Copie refusée" })).toBeVisible();
  await expect(page.locator("#shared")).toContainText("dans sa barre");
});

test("the address of a list is handed on, also of one that came without a new page", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  // Where the system has no menu for it, the address is copied.
  await page.addInitScript(() => Object.defineProperty(navigator, "share", { value: undefined }));
  await page.goto("/?category=ressourcerie");
  await page.locator("#filters > .chips .chip", { hasText: "Ouvert" }).or(page.locator("#filters > .chips .chip:not(.on)")).first().click();
  // At night nothing is open: then the chip is another category.
  await expect(page).not.toHaveURL(/\?category=ressourcerie$/);
  await page.getByRole("button", { name: "Partager cette liste" }).click();
  await expect(page.getByRole("button", { name: "Adresse copiée" })).toBeVisible();
  await expect(page.locator("#shared")).toHaveText("L’adresse de la liste est copiée.");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
});
