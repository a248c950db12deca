// What every journey checks without saying so: no error in the console, nothing that the content security policy
// refuses, no request to any server but ours.
import { expect, test as plain } from "@playwright/test";
import type { Page } from "@playwright/test";

export { expect };

interface Watched {
  /** Starts of addresses that may be asked beside our own, and may fail. */
  elsewhere: string[];
  /** Console errors that are expected. */
  mayFail: RegExp[];
}

/** Workers of the page would answer in the place of what tests put between page and server; tests/browser/offline.spec.ts lets them. */
const BLOCKED = /Service Worker registration blocked by Playwright/;

export const test = plain.extend<Watched & { watch: void }>({
  elsewhere: [[], { option: true }],
  mayFail: [[], { option: true }],
  baseURL: async ({}, use) => {
    const url = process.env["BOUCLE_URL"];
    if (!url) throw new Error("the suite starts its own server: run it with `npm run test:browser`");
    await use(url);
  },
  watch: [
    async ({ context, baseURL, elsewhere, mayFail }, use) => {
      const strangers: string[] = [];
      const errors: string[] = [];
      context.on("request", (request) => {
        const url = request.url();
        const own = baseURL !== undefined && url.startsWith(`${baseURL}/`);
        if (!own && !url.startsWith("data:") && !url.startsWith("blob:") && !elsewhere.some((e) => url.startsWith(e))) strangers.push(url);
      });
      context.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
      });
      context.on("weberror", (error) => errors.push(String(error.error())));
      await use();
      expect(strangers, "requests to other servers").toEqual([]);
      expect(errors.filter((e) => !BLOCKED.test(e) && !mayFail.some((m) => m.test(e))), "errors in the console").toEqual([]);
    },
    { auto: true },
  ],
});

/** How many structures the list says there are. */
export async function listed(page: Page): Promise<number> {
  const text = await page.locator(".listhead h2").innerText();
  return Number(text.replace(/\D/g, ""));
}

/** The links and buttons of the marks are there: they are put aside while the map moves. */
const answering = (page: Page) => expect(page.locator(".leaflet-marker-pane.aside"), "the marks answer again").toHaveCount(0);

/** The map has come with its first marks. */
export async function mapReady(page: Page): Promise<void> {
  await expect(page.locator("#map[data-total]")).toBeAttached({ timeout: 15_000 });
  await answering(page);
}

/** What the server says matches the page's own filters. */
export async function matched(page: Page): Promise<number> {
  const query = await page.locator("#results").getAttribute("data-query");
  const answer = await page.request.get(`/api/v1/structures?limit=1&${query ?? ""}`);
  expect(answer.ok(), `the API refused ${query}`).toBe(true);
  return ((await answer.json()) as { numberMatched: number }).numberMatched;
}

/** Sum of the counts that the marks of the map show. */
export async function shown(page: Page): Promise<number> {
  const counts = await page.locator(".mark[data-count]").evaluateAll((marks) => marks.map((m) => Number((m as HTMLElement).dataset["count"])));
  return counts.reduce((a, b) => a + b, 0);
}

/** How often the map has put its marks. */
const drawings = (page: Page) => page.locator("#map").evaluate((map) => Number(map.dataset["drawn"] ?? 0));

/** Acts, and waits until the map has drawn what came of it. */
export async function redrawn(page: Page, act: () => Promise<unknown>): Promise<void> {
  const before = await drawings(page);
  await act();
  await expect.poll(() => drawings(page), { message: "the map draws anew" }).toBeGreaterThan(before);
  await answering(page);
}

/** Holds the answers of some addresses back; returns what lets them go, those to come, too. */
export async function heldBack(page: Page, addresses: string | RegExp): Promise<() => void> {
  let go = () => {};
  const held = new Promise<void>((done) => (go = done));
  await page.route(addresses, async (route) => {
    await held;
    // Meanwhile the page may have given it up.
    await route.continue().catch(() => undefined);
  });
  return go;
}

/** Drags the map by some pixels, from a place where nothing lies. */
export async function drag(page: Page, dx: number, dy: number): Promise<void> {
  const from = await page.locator("#map").evaluate((map, [dx, dy]) => {
    const box = map.getBoundingClientRect();
    const bare = (x: number, y: number) => document.elementFromPoint(x, y)?.closest(".mark, button, .legend, .credit") === null && document.elementFromPoint(x, y)?.closest("#map") === map;
    for (let y = box.top + 12; y < box.bottom - 12; y += 16) {
      for (let x = box.left + 12; x < box.right - 12; x += 16) {
        const inside = x + dx > box.left && x + dx < box.right && y + dy > box.top && y + dy < box.bottom;
        if (inside && bare(x, y)) return { x, y };
      }
    }
    return null;
  }, [dx, dy] as const);
  if (!from) throw new Error("no bare place on the map");
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + dx, from.y + dy, { steps: 6 });
  await page.mouse.up();
}

/** Nothing sticks out sideways. */
export async function fits(page: Page): Promise<void> {
  const { wide, panel, culprit } = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    const out = [...document.querySelectorAll<HTMLElement>("body *")].find((e) => {
      const right = e.getBoundingClientRect().right;
      const clipped = e.closest(".mapwrap, .locmap, .book-map svg, .chips, .scroll, .ground, .vh, .skip, [hidden]") !== null;
      return right > room + 1 && !clipped && e.offsetParent !== null;
    });
    // The panel scrolls by itself on wide screens, and would swallow what is too wide for it.
    const own = document.getElementById("panel");
    return { panel: own ? own.scrollWidth - own.clientWidth : 0, wide: document.documentElement.scrollWidth - room, culprit: out ? out.outerHTML.slice(0, 120) : "" };
  });
  expect(culprit, "something sticks out").toBe("");
  expect(wide, "the page scrolls sideways").toBeLessThanOrEqual(0);
  expect(panel, "the list scrolls sideways").toBeLessThanOrEqual(0);
}
