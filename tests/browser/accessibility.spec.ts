import type { Page } from "@playwright/test";
import { accessible } from "./axe.ts";
import { expect, mapReady, test } from "./base.ts";
import { LONG } from "./setup.ts";

const PAGES: Record<string, string> = {
  accueil: "/",
  recherche: "/?q=velo&ou=Nantes",
  filtre: "/?category=ressourcerie&territory=department:49",
  "rien trouvé": "/?category=auto_ecole_sociale&ou=Saumur&radius=3000",
  "mal compris": "/?ou=Zzyzx-sur-Nulle",
  erreur: "/structures/nulle-part",
  carnet: "/carnet?category=ressourcerie",
  favoris: "/favoris",
  territoires: "/territoires",
  "territoire cherché": "/territoires?q=saumur",
  sources: "/sources",
  "mentions légales": "/mentions-legales",
  confidentialité: "/confidentialite",
  accessibilité: "/accessibilite",
  composants: "/a-propos/composants",
  "réparer à Blain": "/reparer-velo/blain-44015",
  couverture: "/couverture",
  territoire: "/territoires/department/49?action=reparer&object=velo",
  "hors ligne": "/hors-ligne",
};
/** The same pages in English, which differ in their words alone. */
const IN_ENGLISH = Object.entries(PAGES).map(([name, url]): [string, string] => [`${name}, in English`, `/en${url}`]);

const WORDS = ["/sources", "/mentions-legales", "/confidentialite"];

/** Once the map stands, where there is one. */
async function check(page: Page): Promise<void> {
  if (await page.locator("#map").count()) await mapReady(page);
  await accessible(page);
}

test.use({ mayFail: [/status of 404/] });
// Every rule over every element, twice: that takes its time on a busy machine.
test.beforeEach(() => test.slow());

for (const [name, url] of [...Object.entries(PAGES), ...IN_ENGLISH]) {
  test(`axe finds nothing: ${name}`, async ({ page }, info) => {
    test.skip((WORDS.includes(url) || url.startsWith("/en")) && info.project.name === "telephone", "one size is enough for them");
    await page.goto(url);
    await check(page);
  });
}

test("axe finds nothing: fiche", async ({ page }) => {
  await page.goto(`/?q=${encodeURIComponent(LONG)}`);
  await page.locator("#results .card h3 a").first().click();
  await expect(page.locator("h1")).toHaveText(LONG);
  await check(page);
  await page.goto("/?label=qualirepar");
  await page.locator("#results .card h3 a").first().click();
  await page.locator("details.lab summary").first().click();
  await check(page);
});

test("axe finds nothing: all criteria unfolded", async ({ page }) => {
  await page.goto("/accessibilite");
  await page.locator("details.theme").evaluateAll((all) => all.forEach((theme) => theme.setAttribute("open", "")));
  await check(page);
});

test("axe finds nothing: suggestions and filters open", async ({ page }) => {
  await page.goto("/");
  await page.locator("details.more > summary").click();
  await page.locator("#quoi").focus();
  await page.keyboard.type("velo");
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await check(page);
});
