import { expect, fits, mapReady, test } from "./base.ts";
import { LONG } from "./setup.ts";

test.use({ mayFail: [/status of 404/] });

const PAGES = ["/", "/?q=velo&ou=Nantes", "/?category=auto_ecole_sociale&ou=Saumur&radius=3000", "/?territory=department:53&category=ressourcerie", "/structures/nulle-part", "/sources", "/mentions-legales", "/confidentialite", "/accessibilite"];

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

test("touch targets are large enough", async ({ page }, info) => {
  test.skip(info.project.name === "bureau", "fingers are for phones");
  await page.goto("/");
  await mapReady(page);
  const small = await page.locator("button:visible, nav a:visible, .tile, summary:visible, footer a").evaluateAll((all) =>
    all.map((e) => {
      const box = e.getBoundingClientRect();
      const after = getComputedStyle(e, "::after");
      const more = after.content !== "none" && after.position === "absolute" ? 10 : 0;
      return { html: e.outerHTML.slice(0, 90), height: box.height + more, width: box.width };
    }).filter((b) => b.height < 44 || b.width < 24));
  expect(small).toEqual([]);
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
  const pdf = (await page.pdf({ format: "A4", printBackground: true })).toString("latin1");
  expect([...pdf.matchAll(/\/Type\s*\/Page\b/g)].length).toBe(1);
});
