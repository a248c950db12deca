import { expect, fits, test } from "./base.ts";
import { accessible } from "./axe.ts";
import { api, figure, filesAnswer, filesMenu, same, sameDistance, tabTo } from "./figures.ts";

const ASKED = "category=repair_cafe";
const REGION = `/couverture?within=region:52&${ASKED}`;
const PAGES = ["/couverture", REGION, `/couverture?within=department:49&by=commune&${ASKED}`, "/couverture?within=france&by=region", "/couverture?within=region:52&category=eco_organisme&label=qualirepar", "/couverture?within=region:52&by=epci&a=200060010&b=244900015", "/couverture?nom=zzzz", "/en/couverture?within=region:52&by=department"];

interface Row {
  territory: { code: string; name: string };
  population: number;
  count: number;
  share_within: number | null;
  nearest_median_m: number | null;
  accessibility: number | null;
  gini: number | null;
  census: { status: string };
}

for (const url of PAGES) {
  test(`axe finds nothing: ${url}`, async ({ page }) => {
    test.slow();
    await page.goto(url);
    await accessible(page);
  });
}

test("nothing sticks out, from 320 px on, and with text at twice its size", async ({ page }, info) => {
  test.skip(info.project.name === "telephone", "the widths are set here");
  test.slow();
  for (const [width, height] of [[320, 700], [390, 844], [640, 430], [768, 1000], [1280, 860]] as const) {
    await page.setViewportSize({ width, height });
    for (const url of PAGES) {
      await page.goto(url);
      await fits(page);
    }
  }
  await page.setViewportSize({ width: 1280, height: 860 });
  for (const url of PAGES) {
    await page.goto(url);
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    await fits(page);
  }
});

test("the table is that of the API, row by row", async ({ page }) => {
  await page.goto(`${REGION}&by=epci`);
  const { rows } = await api<{ rows: Row[] }>(page, `/api/v1/coverage?by=epci&within=region:52&${ASKED}`);
  const by = new Map(rows.map((r) => [r.territory.code, r]));
  const shown = await page.locator(".scroll tbody tr").evaluateAll((all) => all.map((tr) => ({
    code: /\/epci\/([^?]+)/.exec(tr.querySelector("th a")?.getAttribute("href") ?? "")?.[1] ?? "",
    cells: [...tr.querySelectorAll("td.num")].map((c) => c.textContent?.trim() ?? ""),
    census: tr.querySelector(".census")?.className.split(" ")[1] ?? "",
  })));
  expect(shown.length).toBe(rows.length);
  expect(shown.length).toBeGreaterThan(60);
  const shares = shown.map(({ code }) => by.get(code)?.share_within ?? Number.POSITIVE_INFINITY);
  expect(shares, "the least served first").toEqual([...shares].sort((a, b) => a - b));
  for (const { code, cells, census } of shown) {
    const r = by.get(code);
    if (!r) throw new Error(`${code} is not in the answer`);
    const [people, count, share, median, access] = cells as [string, string, string, string, string];
    same(people, r.population, r.territory.name);
    same(count, r.count, r.territory.name);
    same(share, r.share_within, r.territory.name, 100);
    sameDistance(median, r.nearest_median_m, r.territory.name);
    same(access, r.accessibility, r.territory.name);
    expect(census).toBe(r.census.status);
  }
  // The classes of the map hold every territory once.
  const classes = (await page.locator(".classes tbody td:nth-child(2)").allInnerTexts()).map(figure);
  expect(classes.reduce((a, b) => a + b, 0)).toBe(rows.length);
});

test("keyboard only: sort, narrow, compare, go inside", async ({ page }, info) => {
  test.skip(info.project.name === "telephone", "keyboards are for desks");
  await page.goto(REGION);
  const people = page.locator(".scroll thead").getByRole("link", { name: "Habitants" });
  await people.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/sens=desc&tri=habitants.*#tableau$/);
  const column = page.locator(".scroll th[aria-sort]");
  await expect(column).toHaveAttribute("aria-sort", "descending");
  await expect(column).toContainText("Habitants");
  await expect(page.locator(".scroll tbody th").first()).toContainText("Nantes");
  await column.getByRole("link").focus();
  await page.keyboard.press("Enter");
  await expect(page.locator(".scroll th[aria-sort]")).toHaveAttribute("aria-sort", "ascending");

  const field = page.getByLabel("Nom", { exact: true });
  await field.focus();
  await page.keyboard.type("anjou");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/nom=anjou/);
  await expect(page).toHaveURL(/tri=habitants/);
  for (const name of await page.locator(".scroll tbody th").allInnerTexts()) expect(name.toLowerCase()).toContain("anjou");

  await page.goto(`${REGION}&by=department`);
  await tabTo(page, page.getByLabel("Le premier"), 120);
  await page.keyboard.type("Maine");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Sarthe");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/a=49&b=72/);
  await expect(page.locator(".pair thead")).toContainText("Sarthe");

  await page.getByRole("link", { name: "Détailler Mayenne" }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/within=department(%3A|:)53/);
  await expect(page.locator(".trail [aria-current]")).toHaveText("Mayenne");
  await filesMenu(page);
});

test("a wide table is scrolled by itself, with the keyboard too", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(REGION);
  const box = page.locator(".scroll");
  await box.focus();
  await expect(box).toBeFocused();
  const room = await box.evaluate((e) => e.scrollWidth - e.clientWidth);
  if (room > 0) {
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => box.evaluate((e) => e.scrollLeft)).toBeGreaterThan(0);
  }
  await fits(page);
});

test("a territory on the map leads where its row does", async ({ page }) => {
  await page.goto(`${REGION}&by=department`);
  const areas = await page.locator("svg.ground .areas a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  const rows = await page.locator(".scroll tbody td:last-child a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  expect(areas.length).toBe(5);
  expect([...areas].sort()).toEqual([...rows].sort());
  const met = await page.locator("svg.ground text").evaluateAll((all) => {
    const boxes = all.map((t) => [t.textContent, t.getBoundingClientRect()] as const);
    return boxes.flatMap(([a, p], i) => boxes.slice(i + 1).filter(([, q]) => p.left + 1 < q.right && q.left + 1 < p.right && p.top + 4 < q.bottom && q.top + 4 < p.bottom).map(([b]) => `${a} and ${b}`));
  });
  expect(met, "names that lie on each other").toEqual([]);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("the form, the order, the name and the comparison work", async ({ page }) => {
    test.slow();
    await page.goto("/couverture?within=region:52&by=department");
    const select = page.getByLabel("Activité", { exact: true });
    await select.selectOption({ label: "Réparer un vélo" });
    await page.getByRole("button", { name: "Afficher" }).click();
    await expect(page).toHaveURL(/action=reparer&.*object=velo/);
    await expect(page).toHaveURL(/by=department/);
    await expect(page.locator(".scroll tbody tr")).toHaveCount(5);
    await page.locator(".scroll thead").getByRole("link", { name: "Nom" }).click();
    await expect(page.locator(".scroll tbody th").first()).toHaveText("Loire-Atlantique");
    await page.getByLabel("Le premier").selectOption({ label: "Vendée" });
    await page.getByLabel("le second").selectOption({ label: "Sarthe" });
    await page.getByRole("button", { name: "Comparer" }).click();
    await expect(page).toHaveURL(/a=85&b=72/);
    const pair = page.locator(".pair");
    const { rows } = await api<{ rows: Row[] }>(page, "/api/v1/coverage?by=department&within=region:52&action=reparer&object=velo");
    for (const [n, code] of ["85", "72"].entries()) {
      const told = rows.find((r) => r.territory.code === code);
      const cell = (words: RegExp) => pair.locator("tbody tr").filter({ hasText: words }).locator("td").nth(n).innerText();
      same(await cell(/^Habitants/), told?.population ?? null, code);
      same(await cell(/^À moins de/), told?.share_within ?? null, code, 100);
      same(await cell(/^Inégalité/), told?.gini ?? null, code);
      sameDistance(await cell(/^Distance médiane/), told?.nearest_median_m ?? null, code);
    }
    await page.getByLabel("Nom", { exact: true }).fill("loire");
    await page.getByRole("button", { name: "Filtrer" }).click();
    await expect(page.locator(".scroll tbody tr")).toHaveCount(2);
    await filesAnswer(page);
    await page.locator(".seg a", { hasText: /^20/ }).click();
    await expect(page).toHaveURL(/threshold=20000/);
    await page.goto("/couverture?within=region:52&nom=zzzz");
    await expect(page.getByText("Aucun territoire ne porte ce nom ici.")).toBeVisible();
  });
});
