import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, fits, test } from "./base.ts";
import { accessible } from "./axe.ts";
import { api, figure, filesAnswer, filesMenu, same, sameDistance, tabTo } from "./figures.ts";

const ASKED = "action=reparer&object=velo";
const SHEET = `/territoires/department/49?${ASKED}`;
/** Nobody offers it here. */
const NOTHING = "/territoires/region/52?category=eco_organisme&label=qualirepar";
/** The longest name of the region's. */
const LONG = "/territoires/epci/200060010?threshold=5000";
const PAGES = [SHEET, "/territoires/commune/49007", "/territoires/epci/244900015", LONG, "/territoires/region/52", NOTHING, "/territoires/department/976", "/en/territoires/department/53?category=repair_cafe"];

test.use({ mayFail: [/status of 404/] });

interface Figures {
  count: number;
  per_10k: number | null;
  share_within: number | null;
  nearest_median_m: number | null;
  nearest_p90_m: number | null;
  accessibility: number | null;
  gini: number | null;
  population: number;
}

interface Gap {
  code: string;
  name: string;
  epci: { name: string } | null;
  population: number | null;
  nearest_m: number | null;
  census: { status: string };
}

for (const url of PAGES) {
  test(`axe finds nothing: ${url}`, async ({ page }) => {
    test.slow();
    await page.goto(url);
    for (const summary of await page.locator("main details:not(.files) > summary").all()) await summary.click();
    await accessible(page);
  });
}

test("nothing sticks out, from 320 px on, and with text at twice its size", async ({ page }, info) => {
  test.skip(info.project.name === "telephone", "the widths are set here");
  test.slow();
  // 640 px at 200 % are 320 px of room.
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

test("marks of the census stay on one line, and rows are told apart", async ({ page }) => {
  await page.goto(SHEET);
  const badges = page.locator(".far .census");
  expect(await badges.count()).toBeGreaterThan(4);
  const heights = await badges.evaluateAll((all) => all.filter((b) => b.checkVisibility()).map((b) => b.getBoundingClientRect().height));
  expect(Math.max(...heights)).toBeLessThan(34);
});

test("letters of the charts and of the map are large enough to read", async ({ page }) => {
  await page.goto(SHEET);
  const small = await page.locator("main svg text").evaluateAll((all) => all.filter((t) => t.checkVisibility()).map((t) => {
    const svg = (t as SVGTextElement).ownerSVGElement as SVGSVGElement;
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return [Number.parseFloat(getComputedStyle(t).fontSize) * scale, t.textContent] as const;
  }).filter(([px]) => px < 10.4));
  expect(small).toEqual([]);
});

test("names on the map do not lie on each other", async ({ page }) => {
  for (const url of [SHEET, "/territoires/region/52", "/territoires/epci/244900015", LONG]) {
    await page.goto(url);
    const met = await page.locator("svg.ground text").evaluateAll((all) => {
      const boxes = all.map((t) => [t.textContent, t.getBoundingClientRect()] as const);
      return boxes.flatMap(([a, p], i) => boxes.slice(i + 1).filter(([, q]) => p.left + 1 < q.right && q.left + 1 < p.right && p.top + 4 < q.bottom && q.top + 4 < p.bottom).map(([b]) => `${a} and ${b}`));
    });
    expect(met, url).toEqual([]);
  }
});

test("the figures are those of the API", async ({ page }) => {
  await page.goto(SHEET);
  const { rows } = await api<{ rows: Figures[] }>(page, `/api/v1/coverage?by=department&within=department:49&${ASKED}`);
  const f = rows[0];
  if (!f) throw new Error("no row");
  const keys = page.locator(".keys dl > div");
  await expect(keys).toHaveCount(4);
  const key = async (n: number) => ({ value: await keys.nth(n).locator("b").innerText(), note: await keys.nth(n).locator("span").innerText() });
  const [share, count, median, gini] = [await key(0), await key(1), await key(2), await key(3)];
  same(share.value, f.share_within, "share", 100);
  same(count.value, f.count, "count");
  same(count.note, f.per_10k, "per 10,000");
  sameDistance(median.value.replace(/\s+/g, " "), f.nearest_median_m, "median");
  sameDistance(/plus de (.*)$/.exec(median.note)?.[1] ?? "—", f.nearest_p90_m, "nine in ten");
  same(gini.value, f.gini, "Gini");
  same(/; ([\d,]+)/.exec(gini.note)?.[1] ?? "—", f.accessibility, "access");
  expect(figure(await page.locator(".fhead .mut").innerText())).toBe(f.population);

  // The classes add up to all, and those within the threshold to the share.
  const parts = (await page.locator(".shares td:last-child").allInnerTexts()).map(figure);
  expect(parts.reduce((a, b) => a + b, 0)).toBeCloseTo(100, 0);
  expect(Math.abs(parts.slice(0, 3).reduce((a, b) => a + b, 0) - (f.share_within ?? 0) * 100)).toBeLessThan(0.2);
});

test("the table of communes too far is that of the API, in its order", async ({ page }) => {
  await page.goto(`${SHEET}&threshold=5000`);
  const { rows } = await api<{ rows: Gap[] }>(page, `/api/v1/gaps?within=department:49&threshold=5000&${ASKED}`);
  const shown = await page.locator(".far table tbody tr").evaluateAll((all) => all.map((tr) => ({
    href: tr.querySelector("a")?.getAttribute("href") ?? "",
    cells: [...tr.children].map((c) => c.textContent?.trim() ?? ""),
    census: tr.querySelector(".census")?.className.split(" ")[1] ?? "",
  })));
  expect(shown.length).toBe(Math.min(rows.length, 400));
  expect(shown.length).toBeGreaterThan(8);
  for (const [n, row] of shown.entries()) {
    const told = rows[n];
    if (!told) throw new Error("one row too many");
    expect(row.href).toContain(`/territoires/commune/${told.code}?`);
    expect(row.cells[0]).toBe(String(n + 1));
    expect(row.cells[1]).toBe(told.name.replaceAll("'", "’"));
    expect(row.cells[2]).toBe((told.epci?.name ?? "").replaceAll("'", "’"));
    same(row.cells[3] ?? "", told.population, told.name);
    sameDistance(row.cells[4] ?? "", told.nearest_m, told.name);
    expect(row.census).toBe(told.census.status);
  }
  // The sentence over it counts the same communes.
  expect(figure(await page.locator(".far > .mut").innerText())).toBe(rows.length);
});

test("keyboard only: another activity, another distance, a menu, further rows", async ({ page }, info) => {
  test.skip(info.project.name === "telephone", "keyboards are for desks");
  await page.goto(SHEET);
  const select = page.getByLabel("Activité", { exact: true });
  await tabTo(page, select);
  await expect(select.locator("option:checked")).toHaveText("Réparer un vélo");
  await page.keyboard.press("Home");
  await expect(select.locator("option:checked")).toHaveText("Toutes les structures");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Afficher" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/territoires\/department\/49$/);

  await page.goto(SHEET);
  const five = page.locator(".seg a", { hasText: /^5/ });
  await tabTo(page, five);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/threshold=5000/);
  await expect(page).toHaveURL(/action=reparer/);
  await expect(page.locator(".seg a[aria-current]")).toHaveText(/^5/);
  await filesMenu(page);

  const more = page.locator("details.rest > summary");
  await more.focus();
  await page.keyboard.press("Enter");
  const row = page.locator("details.rest tbody tr").first();
  await expect(row).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(row.locator("a")).toBeFocused();
  const numbers = page.locator("details.numbers > summary").first();
  await numbers.focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("details.numbers table").first()).toBeVisible();
});

test("focus is seen on every control of the sheet", async ({ page }, info) => {
  test.skip(info.project.name === "telephone", "keyboards are for desks");
  await page.goto("/territoires/epci/244900015?category=repair_cafe");
  for (let i = 0; i < 90; i += 1) {
    await page.keyboard.press("Tab");
    const { what, drawn } = await page.evaluate(() => {
      const e = document.activeElement as HTMLElement;
      const { outlineStyle, outlineWidth, outlineOffset } = getComputedStyle(e);
      return { what: e === document.body ? "" : `${e.tagName}.${e.className} ${e.textContent?.slice(0, 30)}`, drawn: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2 && Number.parseFloat(outlineOffset) >= -4 };
    });
    if (what === "") break;
    expect(drawn, `no sign of focus on ${what}`).toBe(true);
  }
});

test("an unknown territory is told, with a way out", async ({ page }) => {
  for (const url of ["/territoires/department/999", "/territoires/commune/angers"]) {
    const answer = await page.goto(url);
    expect(answer?.status()).toBe(404);
    await accessible(page);
    await page.getByRole("link", { name: "Chercher un territoire" }).click();
    await expect(page).toHaveURL(/\/territoires\?q=/);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  }
});

test("a commune has its nearest addresses; nothing at all is said as that", async ({ page }) => {
  await page.goto("/territoires/commune/49007");
  await expect(page.locator("h1")).toHaveText("Angers");
  const nearest = page.locator("section[aria-labelledby=proches] tbody tr");
  expect(await nearest.count()).toBeGreaterThan(3);
  const metres = (await nearest.locator("td:last-child").allInnerTexts()).map((t) => figure(t) * (t.includes("km") ? 1000 : 1));
  expect(metres).toEqual([...metres].sort((a, b) => a - b));
  await nearest.first().locator("a").click();
  await expect(page).toHaveURL(/\/structures\//);

  await page.goto(NOTHING);
  await expect(page.locator(".lead")).toContainText("pour personne");
  const { rows } = await api<{ rows: Gap[] }>(page, "/api/v1/gaps?within=region:52&category=eco_organisme&label=qualirepar");
  await expect(page.locator(".far tbody tr").first().locator("td.num").last()).toHaveText("—");
  expect(figure(await page.locator(".far > .mut").innerText())).toBe(rows.length);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("the form, the distances, the rows and the files work", async ({ page }) => {
    test.slow();
    await page.goto(SHEET);
    await expect(page.locator("#print")).toBeHidden();
    const select = page.getByLabel("Activité", { exact: true });
    const label = await select.locator("option", { hasText: /Repair Cafés|Repair cafés|Cafés réparation/i }).first().innerText();
    await select.selectOption({ label });
    await page.getByRole("button", { name: "Afficher" }).click();
    await expect(page).toHaveURL(/\/territoires\/department\/49\?category=/);
    await page.locator(".seg a", { hasText: /^20/ }).click();
    await expect(page).toHaveURL(/threshold=20000/);
    await expect(page.locator(".seg a[aria-current]")).toHaveText(/^20/);
    await filesAnswer(page);
    await page.goto("/territoires/commune/49007");
    await filesAnswer(page);
    await page.goto(SHEET);
    const hidden = page.locator("details.rest tbody tr").first();
    await expect(hidden).toBeHidden();
    await page.locator("details.rest > summary").click();
    await expect(hidden).toBeVisible();
  });
});

/** Letters alone: pdftotext puts spaces where the paper has some. */
const letters = (text: string) => text.replace(/\s+/g, "");

for (const [url, name] of [[SHEET, "Maine-et-Loire"], ["/territoires/region/52", "Pays de la Loire"]] as const) {
  test(`${name} prints on two sheets of A4 at most, with all that counts`, async ({ page }, info) => {
    test.skip(info.project.name === "telephone", "paper has one size");
    await page.goto(url);
    await expect(page.getByRole("button", { name: "Imprimer" })).toBeVisible();
    const told = {
      lead: await page.locator(".lead").innerText(),
      keys: await page.locator(".keys b").allInnerTexts(),
      sites: await page.locator(".sites h3").allInnerTexts(),
      gaps: await page.locator(".far > table tbody th").allInnerTexts(),
      link: await page.locator(".permalink").innerText(),
    };
    await page.emulateMedia({ media: "print" });
    // As wide as the paper between its margins, at 96 points to the inch.
    await page.setViewportSize({ width: Math.round(((210 - 24) * 96) / 25.4), height: 1000 });
    for (const part of [".ground", ".shares", "#habitants .chart", "#partage .chart", ".sites", ".far table", "#methode", "#provenance"]) await expect(page.locator(part).filter({ visible: true }).first(), part).toBeVisible();
    for (const part of [".acts", "header nav", "footer", ".asking .btn", "details.rest > summary"]) await expect(page.locator(part).filter({ visible: true }), part).toHaveCount(0);
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    const boxes = [...pdf.toString("latin1").matchAll(/\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]/g)];
    const sizes = boxes.map(([, w, h]) => [w, h].map((side) => Math.round((Number(side) * 25.4) / 72)));
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.length).toBeLessThanOrEqual(2);
    for (const size of sizes) expect(size).toEqual([210, 297]);

    const reader = spawnSync("pdftotext", ["-v"]);
    test.skip(reader.error !== undefined, "no pdftotext on this machine: what the pages say was not read");
    const folder = await mkdtemp(path.join(tmpdir(), "boucle-pdf-"));
    const file = path.join(folder, "fiche.pdf");
    await writeFile(file, pdf);
    const text = letters(spawnSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }).stdout);
    const raw = letters(spawnSync("pdftotext", ["-raw", file, "-"], { encoding: "utf8" }).stdout);
    await rm(folder, { recursive: true });
    const said = (words: string) => expect(text.includes(letters(words)) || raw.includes(letters(words)), words).toBe(true);
    for (const words of [name, told.lead.slice(0, 60), ...told.keys, ...told.sites, ...told.gaps, "Où ouvrir ensuite", "Les communes trop loin", "À quelle distance", "Méthode", "Sources et lien"]) said(words);
    said(told.link.split("?")[0] ?? "");
  });
}
