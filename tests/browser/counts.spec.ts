import type { Page } from "@playwright/test";
import { expect, listed, mapReady, matched, redrawn, shown, test } from "./base.ts";

interface Drawn {
  /** What the map asked for, and what it was answered. */
  asked: URLSearchParams;
  matched: number;
  sum: number;
  unplaced: number;
}

/** The newest answer that the map was drawn of. */
function drawings(page: Page): { last: Drawn | undefined } {
  const kept: { last: Drawn | undefined } = { last: undefined };
  page.on("response", async (response) => {
    const url = new URL(response.url());
    if (!url.pathname.endsWith("/clusters") || !response.ok()) return;
    const body = (await response.json()) as { numberMatched: number; unplaced: number; features: { properties: { count: number } }[] };
    kept.last = { asked: url.searchParams, matched: body.numberMatched, unplaced: body.unplaced, sum: body.features.reduce((all, f) => all + f.properties.count, 0) };
  });
  return kept;
}

/** How many the interface lists for what the map asked. */
async function inList(page: Page, asked: URLSearchParams): Promise<number> {
  const query = new URLSearchParams(asked);
  query.delete("zoom");
  query.set("limit", "1");
  const answer = await page.request.get(`/api/v1/structures?${query.toString()}`);
  return ((await answer.json()) as { numberMatched: number }).numberMatched;
}

for (const query of ["/", "/?sector=mobilite", "/?action=reparer&object=velo", "/?category=ressourcerie,repair_cafe", "/?territory=department:53", "/?ou=Nantes&radius=30000", "/?q=atelier"]) {
  test(`map, list and interface count the same at every zoom: ${query}`, async ({ page }) => {
    test.setTimeout(90_000);
    const map = drawings(page);
    await page.goto(query);
    await mapReady(page);
    const all = await matched(page);
    expect(all).toBeGreaterThan(0);
    expect(await listed(page), "the list").toBe(all);
    expect(await shown(page), "all are on the map to begin with").toBe(all - Number(await page.locator("#results").getAttribute("data-unplaced")));
    const settled = async () => {
      // The page may have read its answer before the test has.
      await expect.poll(() => map.last?.sum).toBe(await shown(page));
      expect(map.last?.matched, "the answer").toBe(map.last?.sum);
      expect(await inList(page, map.last?.asked ?? new URLSearchParams()), "the list of the same view").toBe(map.last?.sum);
    };
    await settled();
    for (const name of ["Dézoomer", "Dézoomer", "Zoomer", "Zoomer", "Zoomer", "Zoomer", "Zoomer"]) {
      await redrawn(page, () => page.getByRole("button", { name, exact: true }).click());
      await settled();
    }
  });
}
