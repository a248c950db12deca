// What the tests of the pages of figures share.
import type { Locator, Page } from "@playwright/test";
import { expect } from "./base.ts";

/** A figure as a page in French writes it: "1 250", "12,5 %". */
export function figure(text: string): number {
  const digits = text.replace(/[\u00a0\u202f]/g, "").replace(",", ".");
  const found = /-?\d+(\.\d+)?/.exec(digits);
  if (!found) throw new Error(`no figure in ${text}`);
  return Number(found[0]);
}

/** A page's figure is the API's, as far as its last digit says; "—" stands for null. */
export function same(text: string, value: number | null, what: string, scale = 1): void {
  if (value === null) {
    expect(text.trim(), what).toBe("—");
    return;
  }
  const decimals = /,(\d+)/.exec(text)?.[1]?.length ?? 0;
  expect(Math.abs(figure(text) - value * scale), `${what}: ${text} of ${value}`).toBeLessThanOrEqual(0.5001 * 10 ** -decimals);
}

/** The same of a distance in metres, said in metres to the ten or in kilometres. */
export function sameDistance(text: string, metres: number | null, what: string): void {
  if (metres === null) return same(text, null, what);
  const inKm = /km/.test(text);
  const decimals = /,(\d+)/.exec(text)?.[1]?.length ?? 0;
  // A zero decimal is left out below ten kilometres.
  const off = inKm ? (metres < 9_950 ? 0.0501 : 0.501) : 5.001;
  expect(decimals, what).toBeLessThanOrEqual(1);
  expect(Math.abs(figure(text) - (inKm ? metres / 1000 : metres)), `${what}: ${text} of ${metres}`).toBeLessThanOrEqual(off);
}

/** An answer of the API. */
export async function api<T>(page: Page, path: string): Promise<T> {
  const answer = await page.request.get(path);
  expect(answer.status(), path).toBe(200);
  return (await answer.json()) as T;
}

/** All files that a page offers are there. */
export async function filesAnswer(page: Page): Promise<void> {
  const files = await page.locator("details.files a").evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
  expect(files.length).toBeGreaterThan(2);
  for (const file of files) {
    const answer = await page.request.get(file);
    expect(answer.status(), file).toBe(200);
    expect((await answer.body()).length, file).toBeGreaterThan(40);
  }
}

/** Tabs until something has the keyboard. */
export async function tabTo(page: Page, target: Locator, most = 60): Promise<void> {
  for (let i = 0; i < most; i += 1) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((e) => e === document.activeElement)) return;
  }
  throw new Error(`the keyboard does not come to ${target}`);
}

/** The menu of files opens and closes by keyboard and pointer alike. */
export async function filesMenu(page: Page): Promise<void> {
  const menu = page.locator("details.files");
  const summary = menu.locator("summary");
  await summary.focus();
  await page.keyboard.press("Enter");
  await expect(menu.locator("a").first()).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(menu.locator("a").first()).toBeFocused();
  // All of the menu is on the screen, or the page scrolls to it.
  const boxes = await menu.locator("a").evaluateAll((all) => all.map((a) => a.getBoundingClientRect()).map((b) => [b.left, b.right]));
  const room = await page.evaluate(() => document.documentElement.clientWidth);
  for (const [left, right] of boxes) {
    expect(left).toBeGreaterThanOrEqual(0);
    expect(right).toBeLessThanOrEqual(room);
  }
  await page.keyboard.press("Escape");
  await expect(menu.locator("ul")).toBeHidden();
  await expect(summary).toBeFocused();
  await summary.click();
  await expect(menu.locator("ul")).toBeVisible();
  await page.locator("h1").click();
  await expect(menu.locator("ul")).toBeHidden();
}
