import type { Page } from "@playwright/test";
import { expect, fits, mapReady, test } from "./base.ts";
import { LONG } from "./setup.ts";

test.use({ mayFail: [/status of 404/] });

const PAGES = ["/", "/?q=velo&ou=Nantes", "/?category=auto_ecole_sociale&ou=Saumur&radius=3000", "/?territory=department:53&category=ressourcerie", "/structures/nulle-part", "/territoires", "/territoires?q=saumur", "/a-propos/composants", "/sources", "/mentions-legales", "/confidentialite", "/accessibilite", "/en/", "/en/?q=velo&ou=Nantes", "/en/?category=auto_ecole_sociale&ou=Saumur&radius=3000"];

for (const width of [320, 390, 768, 1280]) {
  test(`nothing sticks out at ${width} px, long names included`, async ({ page }, info) => {
    test.skip(info.project.name === "telephone", "the widths are set here");
    await page.setViewportSize({ width, height: 800 });
    for (const url of PAGES) {
      await page.goto(url);
      await fits(page);
    }
    await page.goto(`/?q=${encodeURIComponent(LONG)}`);
    const card = page.locator("#results .card", { hasText: LONG });
    await expect(card).toBeVisible();
    await fits(page);
    await card.locator("h3 a").click();
    await expect(page.locator("h1")).toHaveText(LONG);
    await fits(page);
  });
}

test("text at twice its size still fits", async ({ page }, info) => {
  test.skip(info.project.name === "telephone", "one size is enough");
  await page.setViewportSize({ width: 640, height: 430 });
  for (const url of PAGES.slice(0, 4)) {
    await page.goto(url);
    await fits(page);
    await expect(page.locator("#results .listhead")).toBeAttached();
  }
});

const TARGETS = "button, nav a, .tile, summary, footer a, .mark, .crumb a, .sortmenu a, .pager a, .card h3 a, .acts a, .facts a, .opt a.btn, .chip";

/** What a finger meets 21 px above and below the middle of each control that is shown. */
async function narrow(page: Page, targets = TARGETS): Promise<string[]> {
  return page.locator(targets).evaluateAll((all) => all.filter((e) => e.checkVisibility()).flatMap((e) => {
    // Marks are joined where they would touch, and their captions may lie over others: their own box counts.
    const own = e.getBoundingClientRect();
    if (e.matches(".mark")) return own.width >= 44 && own.height >= 44 ? [] : [e.outerHTML.slice(0, 90)];
    e.scrollIntoView({ block: "center", inline: "center" });
    // What stands on the map is looked at with the sheet at its lowest.
    const panel = document.getElementById("panel");
    if (panel && !panel.contains(e)) panel.scrollTop = 0;
    const { x, y, width, height } = e.getClientRects()[0] ?? own;
    const met = (dy: number) => {
      const hit = document.elementFromPoint(x + width / 2, y + height / 2 + dy);
      return hit !== null && (e.contains(hit) || (hit.closest(".card") !== null && hit.closest(".card") === e.closest(".card")));
    };
    const missed = [-21, 0, 21].filter((dy) => !met(dy));
    return missed.length === 0 && width >= 24 ? [] : [`${e.outerHTML.slice(0, 110)} (${width.toFixed(0)} x ${height.toFixed(0)}, missed at ${missed.join()})`];
  }));
}

test("touch targets are large enough: home, a list, nothing found, a sheet", async ({ page }, info) => {
  test.skip(info.project.name === "bureau", "fingers are for phones");
  for (const url of ["/", "/?q=velo&ou=Nantes", "/?category=auto_ecole_sociale&ou=Saumur&radius=3000"]) {
    await page.goto(url);
    await mapReady(page);
    expect(await narrow(page), url).toEqual([]);
    // An open menu lies over the first card: what it holds is measured by itself.
    for (const summary of await page.locator(".sortmenu > summary").all()) await summary.click();
    expect(await narrow(page, ".sortmenu a"), url).toEqual([]);
  }
  await page.goto(`/?q=${encodeURIComponent(LONG)}`);
  await page.locator("#results .card h3 a").first().click();
  await expect(page.locator("h1")).toHaveText(LONG);
  expect(await page.locator(".facts a").count()).toBeGreaterThan(3);
  expect(await narrow(page), "sheet").toEqual([]);
});

test("on a phone one can look around oneself after a search, too", async ({ page }, info) => {
  test.skip(info.project.name === "bureau", "wide screens keep it in the form");
  await page.goto("/");
  await mapReady(page);
  await expect(page.getByRole("button", { name: "Autour de moi" })).toHaveCount(1);
  await page.getByRole("link", { name: "Réparer", exact: true }).click();
  await expect(page).toHaveURL(/action=reparer/);
  const button = page.getByRole("button", { name: "Autour de moi" });
  await expect(button).toHaveCount(1);
  await expect(button).toBeVisible();
});

test("the fonts are ours and come", async ({ page }) => {
  await page.goto("/");
  const loaded = await page.evaluate(async () => {
    await document.fonts.ready;
    return [...document.fonts].filter((f) => f.status === "loaded").map((f) => f.family.replaceAll('"', ""));
  });
  expect(loaded).toContain("Bricolage Grotesque");
  expect(loaded).toContain("Atkinson Hyperlegible Next");
});

test("what the first page weighs before the map: at most 44 kB of text", async ({ page, baseURL }, info) => {
  test.skip(info.project.name === "telephone", "one size is enough");
  const sizes: Record<string, number> = {};
  page.on("response", async (r) => {
    const name = new URL(r.url()).pathname;
    if (/^\/$|\.(css|js)$/.test(name)) sizes[name] = (await r.request().sizes()).responseBodySize;
  });
  await page.goto(`${baseURL}/`);
  await mapReady(page);
  // What the page names itself, and what its script takes with it; the map is asked for later.
  const html = await (await page.request.get("/")).text();
  const named = [...html.matchAll(/(?:href|src)="(\/assets\/app[^"]*\.(?:css|js))"/g)].map((m) => m[1] ?? "");
  const script = await (await page.request.get(named.find((n) => n.endsWith(".js")) ?? "")).text();
  const taken = [...script.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)].map((m) => `/assets/${m[1]}`);
  const first = ["/", ...named, ...taken];
  const total = first.reduce((sum, name) => sum + (sizes[name] ?? Number.NaN), 0);
  expect(named).toHaveLength(2);
  expect(total, `${first.join(" ")} of ${JSON.stringify(sizes)}`).toBeLessThan(44_000);
});

test("the sheet prints on one page", async ({ page }, info) => {
  test.skip(info.project.name === "telephone", "paper has one size");
  await page.goto(`/?q=${encodeURIComponent(LONG)}`);
  await page.locator("#results .card h3 a").first().click();
  await expect(page.locator("h1")).toHaveText(LONG);
  // A sheet with all that sheets may have.
  for (const part of [".week", ".side .facts a[href^='mailto:']", ".near .card", "h2:text('À propos')", ".notice:has-text('Pour déposer')", ".notice:has-text('Horaires particuliers')", ".matrix"]) await expect(page.locator(part).first()).toBeAttached();
  const pdf = (await page.pdf({ format: "A4", printBackground: true })).toString("latin1");
  expect([...pdf.matchAll(/\/Type\s*\/Page\b/g)].length).toBe(1);
});

test("a phone that lies with its notch to one side hides nothing, and leaves no room twice", async ({ page }, info) => {
  test.skip(info.project.name === "bureau", "notches are for phones");
  await page.setViewportSize({ width: 844, height: 390 });
  const client = await page.context().newCDPSession(page);
  await client.send("Emulation.setSafeAreaInsetsOverride", { insets: { left: 47, right: 40 } });
  await page.goto("/");
  await mapReady(page);
  const box = async (where: string) => {
    const found = await page.locator(where).first().boundingBox();
    return [Math.round(found?.x ?? 0), Math.round((found?.x ?? 0) + (found?.width ?? 0))] as const;
  };
  expect((await box(".brandmark"))[0]).toBe(47 + 24);
  expect((await box(".mast nav"))[1]).toBe(844 - 40 - 24);
  expect((await box(".duo"))[0]).toBe(47 + 24);
  expect((await box("#results .card"))[0]).toBeGreaterThanOrEqual(47);
  expect((await box(".legend"))[1]).toBeLessThanOrEqual(844 - 40);
  await fits(page);
  await page.setViewportSize({ width: 390, height: 844 });
  expect((await box(".brandmark"))[0]).toBe(47 + 16);
});
