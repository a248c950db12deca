import type { Page } from "@playwright/test";
import { expect, fits, mapReady, test } from "./base.ts";
import { LONG } from "./setup.ts";

test.use({ mayFail: [/status of 404/] });

const PAGES = ["/", "/?q=velo&ou=Nantes", "/?category=auto_ecole_sociale&ou=Saumur&radius=3000", "/favoris", "/carnet?category=ressourcerie", "/accessibilite", "/structures/nulle-part", "/reparer-velo/blain-44015", "/a-propos/composants"];

/** Opens the sheet of the longest name, in the language of an address's start. */
async function longSheet(page: Page, prefix = ""): Promise<void> {
  await page.goto(`${prefix}/?q=${encodeURIComponent(LONG)}`);
  await page.locator("#results .card h3 a").first().click();
  await expect(page.locator("h1")).toHaveText(LONG);
}

/** Words that leave their box to the right, and boxes that are scrolled sideways. */
const cramped = (page: Page) => page.evaluate(() => {
  const left = (e: Element) => e.checkVisibility() && !e.closest("[aria-hidden=true], svg, .vh, .skip, .leaflet-pane, script, noscript");
  const out: string[] = [];
  for (const e of document.querySelectorAll("body *")) {
    if (left(e) && ["auto", "scroll"].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 2) out.push(`scrolled: ${e.outerHTML.slice(0, 80)}`);
  }
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = words.nextNode(); node; node = words.nextNode()) {
    let box = node.parentElement;
    if (!box || !left(box) || node.textContent?.trim() === "") continue;
    while (box.parentElement && ["inline", "contents"].includes(getComputedStyle(box).display)) box = box.parentElement;
    // Hidden from the eye alone.
    if (getComputedStyle(box).clipPath !== "none") continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    if (range.getBoundingClientRect().right > box.getBoundingClientRect().right + 2) out.push(`outside: ${node.textContent?.trim().slice(0, 60)}`);
  }
  return out;
});

test("10.11: at 320 px nothing is scrolled sideways, not even a part of a page", async ({ page }, info) => {
  test.skip(info.project.name === "telephone", "the width is set here");
  await page.setViewportSize({ width: 320, height: 700 });
  for (const prefix of ["", "/en"]) {
    for (const url of PAGES) {
      await page.goto(prefix + url);
      await fits(page);
      expect(await cramped(page), prefix + url).toEqual([]);
    }
    await longSheet(page, prefix);
    await fits(page);
    expect(await cramped(page), `${prefix} sheet`).toEqual([]);
  }
});

test("10.12: text may be spaced without loss", async ({ page }, info) => {
  test.skip(info.project.name === "bureau", "the narrow screen is the harder one");
  const space = () => page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }");
    document.adoptedStyleSheets.push(sheet);
  });
  // The row of chips is scrolled here, as it is with any spacing.
  const lost = async () => (await cramped(page)).filter((e) => !e.startsWith('scrolled: <ul class="chips"'));
  for (const url of PAGES) {
    await page.goto(url);
    await space();
    await fits(page);
    expect(await lost(), url).toEqual([]);
  }
  await longSheet(page);
  await space();
  await fits(page);
  expect(await lost(), "sheet").toEqual([]);
});

test("10.13: Escape takes away what the pointer brought, and a caption may be pointed at itself", async ({ page }, info) => {
  test.skip(info.project.name === "telephone", "fingers do not hover");
  await page.goto("/");
  await mapReady(page);
  const mark = page.locator("button.mark:not([aria-hidden])").first();
  await mark.hover();
  const caption = mark.locator(".caption");
  await expect(caption).toBeVisible();
  await caption.hover();
  await expect(caption).toBeVisible();
  await page.locator("#quoi").focus();
  await page.keyboard.press("Escape");
  await expect(caption).toBeHidden();
  await page.mouse.move(2, 2);
  await mark.hover();
  await expect(caption, "it is not closed for good").toBeVisible();
  await page.locator("#results .card[data-at]").first().hover();
  await expect(page.locator("#map .pin")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.locator("#map .pin")).toHaveCount(0);
});

test("1.2: what is drawn on canvas is no picture for those who do not see it", async ({ page }) => {
  const told = () => page.locator("canvas").evaluateAll((all) => all.filter((c) => c.closest("[aria-hidden=true]") === null).length);
  await page.goto("/?q=velo&ou=Nantes");
  await mapReady(page);
  expect(await page.locator("canvas").count()).toBeGreaterThan(1);
  expect(await told()).toBe(0);
  await longSheet(page);
  await expect(page.locator("#locator[data-ready]")).toBeVisible();
  await expect(page.locator("#locator[role=img] .credit")).toHaveCount(0);
  await expect(page.locator(".locmap > .credit")).toBeVisible();
});

test("7.4: suggestions say what a choice sets off", async ({ page }) => {
  await page.goto("/");
  await page.locator("#quoi").focus();
  await page.keyboard.type("atelier");
  await expect(page.getByRole("group", { name: /choisir lance la recherche$/ }).first()).toBeVisible();
  await expect(page.getByRole("group", { name: "Structures, choisir ouvre la fiche" })).toBeVisible();
  expect(await page.locator(".combo small").filter({ hasText: /choisir/ }).allInnerTexts()).toEqual(["choisir lance la recherche", "choisir ouvre la fiche"]);
});

test("the criteria unfold, and paper has them all", async ({ page }) => {
  await page.goto("/accessibilite");
  const first = page.locator("details.theme").first();
  await expect(page.getByRole("rowheader", { name: "1.9" })).toBeHidden();
  await first.locator("summary").click();
  await expect(page.getByRole("rowheader", { name: "1.9" })).toBeVisible();
  await page.emulateMedia({ media: "print" });
  const tall = await page.locator("table.criteria").evaluateAll((all) => all.map((t) => t.getBoundingClientRect().height));
  expect(tall.length).toBe(13);
  for (const height of tall) expect(height).toBeGreaterThan(60);
});
