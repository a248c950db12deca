import { expect, fits, listed, matched, test } from "./base.ts";

test.use({ javaScriptEnabled: false });

test("without JavaScript: search by the form, filter, open a sheet, come back", async ({ page }) => {
  await page.goto("/");
  const all = await listed(page);
  await page.getByLabel("Quoi ?").fill("vleo");
  await page.getByLabel("Où ?").fill("Nantes");
  await page.getByRole("button", { name: "Chercher" }).click();
  await expect(page).toHaveURL(/q=vleo&ou=Nantes/);
  await expect(page.getByLabel("Où ?")).toHaveValue(/^Nantes \(44/);
  const found = await listed(page);
  expect(found).toBeGreaterThan(0);
  expect(found).toBeLessThan(all);
  expect(found).toBe(await matched(page));
  await page.locator("details.more > summary").click();
  await page.locator("details.more a.chip").first().click();
  const filtered = await listed(page);
  expect(filtered).toBeLessThanOrEqual(found);
  expect(filtered).toBe(await matched(page));
  const name = await page.locator("#results .card h3").first().innerText();
  await page.locator("#results .card h3 a").first().click();
  await expect(page.locator("h1")).toHaveText(name);
  await page.locator(".crumb a").click();
  expect(await listed(page)).toBe(filtered);
});

test("without JavaScript a second search keeps the filters", async ({ page }) => {
  await page.goto("/?category=ressourcerie&ou=Angers");
  await page.getByLabel("Où ?").fill("Laval");
  await page.getByRole("button", { name: "Chercher" }).click();
  await expect(page).toHaveURL(/category=ressourcerie/);
  await expect(page.getByLabel("Où ?")).toHaveValue(/^Laval/);
  expect(await listed(page)).toBe(await matched(page));
});

test("without JavaScript nothing empty is shown and nothing sticks out", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("button", { name: "Autour de moi" })).toBeHidden();
  await expect(page.locator("#results .card").first()).toBeVisible();
  await expect(page.locator("#map")).toBeHidden();
  // There is no map to skip to.
  await expect(page.locator('.skip[href="#map"]')).toBeHidden();
  await expect(page.locator('.skip[href="#contenu"]')).not.toBeHidden();
  await fits(page);
});

test("without JavaScript a territory is searched by the form, also with the keyboard alone", async ({ page }) => {
  await page.goto("/territoires");
  await page.getByLabel("Quel territoire ?").focus();
  await page.keyboard.type("saumurr");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/territoires\?q=saumurr$/);
  await expect(page.locator(".answer li a").first()).toHaveAttribute("href", "/territoires/commune/49328");
  await expect(page.getByLabel("Quel territoire ?")).toHaveValue("saumurr");
  await page.goto("/territoires");
  const bretagne = page.locator("details", { hasText: "Bretagne" });
  await expect(bretagne.getByRole("link", { name: "Finistère" })).toBeHidden();
  await bretagne.locator("summary").focus();
  await page.keyboard.press("Enter");
  await expect(bretagne.getByRole("link", { name: "Finistère" })).toBeVisible();
  await fits(page);
});
