import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, fits, test } from "./base.ts";
import { LONG } from "./setup.ts";

/** Sizes of the pages of a PDF, millimetres. */
function sheets(pdf: Buffer): [number, number][] {
  const boxes = [...pdf.toString("latin1").matchAll(/\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]/g)];
  return boxes.map(([, w, h]) => [Math.round((Number(w) * 25.4) / 72), Math.round((Number(h) * 25.4) / 72)]);
}

test("a list is printed from the home page as an address book: A4, all of it, nothing cut off", async ({ page }, info) => {
  test.skip(info.project.name === "telephone", "paper has one size");
  await page.goto("/?category=ressourcerie");
  await page.getByRole("link", { name: "Imprimer cette liste" }).click();
  await expect(page).toHaveURL(/\/carnet\?category=ressourcerie$/);
  const names = await page.locator(".entry h2").allInnerTexts();
  expect(names).toContain(LONG);
  await expect(page.locator(".qr")).toHaveCount(names.length);
  await expect(page.getByRole("button", { name: "Imprimer" })).toBeVisible();
  await fits(page);

  await page.emulateMedia({ media: "print" });
  // As wide as the paper between its margins, at 96 points to the inch.
  await page.setViewportSize({ width: Math.round(((210 - 24) * 96) / 25.4), height: 1000 });
  const cut = await page.locator(".book, .book *").evaluateAll((all) => all.filter((e) => {
    const { right, left, width } = e.getBoundingClientRect();
    return width > 0 && !e.closest("svg, .vh") && (right > innerWidth + 1 || left < -1 || e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline");
  }).map((e) => e.outerHTML.slice(0, 90)));
  expect(cut, "wider than the paper").toEqual([]);
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  const sizes = sheets(pdf);
  expect(sizes.length).toBeGreaterThan(1);
  expect(sizes.length).toBeLessThanOrEqual(Math.ceil(names.length / 8) + 1);
  for (const size of sizes) expect(size).toEqual([210, 297]);

  const reader = spawnSync("pdftotext", ["-v"]);
  test.skip(reader.error !== undefined, "no pdftotext on this machine: what the pages say was not read");
  const folder = await mkdtemp(path.join(tmpdir(), "boucle-pdf-"));
  const file = path.join(folder, "carnet.pdf");
  await writeFile(file, pdf);
  const text = spawnSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }).stdout.replace(/\s+/g, "");
  await rm(folder, { recursive: true });
  for (const name of names) expect(text).toContain(name.replace(/\s+/g, "").slice(0, 14));
  for (const words of ["Carnetd’adresses", "NaturalEarth", "Cetteliste,àjour"]) expect(text).toContain(words);
});

test("the address book on a phone reads like a list", async ({ page }) => {
  await page.goto("/carnet?category=ressourcerie");
  await expect(page.locator(".book-map svg")).toBeVisible();
  await fits(page);
  await page.getByRole("link", { name: "Retour à la liste" }).click();
  await expect(page).toHaveURL(/\/\?category=ressourcerie$/);
});

test("an address book without JavaScript is whole", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL ? { baseURL } : {}) });
  const page = await context.newPage();
  await page.goto("/en/carnet?category=ressourcerie");
  await expect(page.locator(".entry").first()).toBeVisible();
  await expect(page.locator("#print")).toBeHidden();
  await context.close();
});
