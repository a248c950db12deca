import { expect, listed, mapReady, matched, test } from "./base.ts";

test("an English journey: suggestion, place, list, sheet and back", async ({ page }) => {
  await page.goto("/en/");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await mapReady(page);
  await expect(page.getByRole("group", { name: /^Map: \d+ organisations? in view\.$/ })).toBeVisible();
  const what = page.getByRole("combobox", { name: /What/ });
  await what.click();
  await what.pressSequentially("furnit");
  const option = page.getByRole("group", { name: "Objects" }).getByRole("option", { name: "Furniture", exact: true });
  await expect(option).toBeVisible();
  await expect(page.locator("#live")).toHaveText(/^\d+\ssuggestions?$/);
  await option.click();
  await expect(page).toHaveURL(/\/en\/\?object=meuble$/);
  await expect(what).toHaveValue("Furniture");
  await expect(page).toHaveTitle("Furniture · Boucle");
  const where = page.getByRole("combobox", { name: /Where/ });
  await where.click();
  await where.pressSequentially("mayenn");
  await page.getByRole("group", { name: "Departments" }).getByRole("option", { name: "Mayenne" }).click();
  await expect(page).toHaveURL(/\/en\/\?object=meuble&territory=department%3A53$/);
  await expect(page.locator(".listhead h2")).toHaveText(/^\d+\sorganisations?$/);
  const found = await listed(page);
  expect(found).toBeGreaterThan(0);
  expect(found).toBe(await matched(page));
  const card = page.locator("#results .card h3 a").first();
  const name = await card.innerText();
  await card.click();
  await expect(page).toHaveURL(/\/en\/structures\//);
  await expect(page.locator("h1")).toHaveText(name);
  await expect(page.getByRole("heading", { name: "What you can do there" })).toBeVisible();
  await page.locator(".crumb a").click();
  await expect(page).toHaveURL(/\/en\/\?object=meuble&territory=department%3A53$/);
});

test("the other language has the same search, also after a choice without a new page", async ({ page }) => {
  await page.goto("/");
  await mapReady(page);
  await page.locator(".tiles").getByRole("link", { name: "Réparer", exact: true }).click();
  await expect(page).toHaveURL(/\/\?action=reparer$/);
  const french = await listed(page);
  await page.getByRole("link", { name: "English" }).click();
  await expect(page).toHaveURL(/\/en\/\?action=reparer$/);
  await expect(page.locator("#filters .chip.on").first()).toContainText("Repair");
  expect(await listed(page)).toBe(french);
  await page.getByRole("link", { name: "Clear all" }).click();
  await expect(page).toHaveURL(/\/en\/$/);
  await page.getByRole("link", { name: "Français" }).click();
  await expect(page).toHaveURL(/[^n]\/$/);
  await expect(page.locator("html")).toHaveAttribute("lang", "fr");
});

test("marks of the map speak English and lead to English sheets", async ({ page }) => {
  await page.goto("/en/");
  await mapReady(page);
  await expect(page.locator(".mark[aria-label*='organisations: ']").first()).toBeAttached();
  expect(await page.locator(".mark[aria-label*='repair']").count()).toBeGreaterThan(0);
  await page.goto("/en/?category=repair_cafe&ou=Nantes&radius=10000");
  await mapReady(page);
  const single = page.locator("a.mark:not([aria-hidden])").first();
  await expect(single).toHaveAttribute("aria-label", /, Repair café$/);
  await expect(single).toHaveAttribute("href", /^\/en\/structures\//);
});

test.describe("where a request fails", () => {
  test.use({ mayFail: [/net::ERR_FAILED/] });

  test("the map says so in English", async ({ page }) => {
    await page.goto("/en/");
    await mapReady(page);
    await page.route("**/api/v1/clusters?**", (route) => route.abort());
    await page.getByRole("button", { name: "Zoom in" }).click();
    await expect(page.locator(".map-note")).toContainText("The map could not be updated.");
    await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  });
});
