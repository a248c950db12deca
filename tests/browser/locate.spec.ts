import type { Page } from "@playwright/test";
import { expect, heldBack, listed, mapReady, matched, shown, test } from "./base.ts";

const around = (page: Page) => page.getByRole("button", { name: "Autour de moi" });

test.describe("granted", () => {
  test.use({ permissions: ["geolocation"], geolocation: { longitude: -1.5536, latitude: 47.2184 } });

  test("around me asks along what was typed, and moves list, map and keyboard", async ({ page }) => {
    await page.goto("/");
    await mapReady(page);
    const field = page.getByRole("combobox", { name: /Quoi/ });
    await field.fill("velo");
    await around(page).click();
    await expect(page).toHaveURL(/[?&]q=velo/);
    await expect(page).toHaveURL(/near=-1\.554%2C47\.218&radius=10000/);
    await expect(field).toHaveValue("velo");
    expect(await listed(page)).toBe(await matched(page));
    await expect(page.locator("#results")).toBeFocused();
    await expect.poll(() => shown(page)).toBe(await listed(page));
    await expect(page.locator("#map .radius")).toBeInViewport();
    await expect(page.locator("#ou-position")).toBeHidden();
    // Once more from there: on phones the button has moved onto the map.
    await page.goto("/?action=reparer");
    await mapReady(page);
    await around(page).click();
    await expect(page).toHaveURL(/action=reparer.*near=-1\.554%2C47\.218/);
  });
});

test.describe("vague", () => {
  test.use({ permissions: ["geolocation"], geolocation: { longitude: -1.5536, latitude: 47.2184, accuracy: 4200 } });

  test("a position that is known to some kilometres is said to be, and drawn", async ({ page }) => {
    await page.goto("/");
    await mapReady(page);
    await around(page).click();
    await expect(page).toHaveURL(/near=-1\.554%2C47\.218/);
    await expect(page.locator("#ou-position")).toHaveText(/n’est connue qu’à 4,2\skm près/);
    await expect(page.locator("#map path.vague")).toBeAttached();
    const width = async () => (await page.locator("#map path.vague").boundingBox())?.width ?? 0;
    expect(await width()).toBeGreaterThan(20);
    // Another place is not vague.
    await page.getByRole("combobox", { name: /Où/ }).fill("Angers");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/ou=Angers/);
    await expect(page.locator("#map path.vague")).toHaveCount(0);
    await expect(page.locator("#ou-position")).toBeHidden();
  });
});

for (const [name, geolocation] of [["at sea", { longitude: -9, latitude: 46 }], ["abroad", { longitude: 139.7, latitude: 35.7 }]] as const) {
  test.describe(name, () => {
    test.use({ permissions: ["geolocation"], geolocation });

    test(`a position ${name} is answered with ways out`, async ({ page }) => {
      await page.goto("/");
      await mapReady(page);
      await around(page).click();
      await expect(page).toHaveURL(/near=/);
      await expect(page.locator("#ou-position")).toContainText("Aucune structure recensée autour de votre position.");
      expect(await listed(page)).toBe(0);
      const ways = page.locator("#results .opt a.btn");
      expect(await ways.count()).toBeGreaterThan(0);
      await ways.last().click();
      await expect.poll(() => listed(page)).toBeGreaterThan(0);
    });
  });
}

for (const [code, words] of [[2, "n’a pas été trouvée"], [3, "n’est pas arrivée à temps"]] as const) {
  test(`a position that does not come (${code}) is said, and can be asked for again`, async ({ page }) => {
    await page.addInitScript((failed) => {
      navigator.geolocation.getCurrentPosition = (_, refused) => refused?.({ code: failed } as GeolocationPositionError);
    }, code);
    await page.goto("/");
    await mapReady(page);
    await around(page).click();
    await expect(page.locator("#ou-position")).toContainText(words);
    await expect(around(page)).toHaveAttribute("aria-disabled", "false");
    await expect(page.getByRole("combobox", { name: /Où/ })).toBeFocused();
  });
}

test("a position that is slow to come is said to be, while one may write", async ({ page }) => {
  await page.addInitScript(() => {
    navigator.geolocation.getCurrentPosition = () => undefined;
  });
  await page.clock.install();
  await page.goto("/");
  await mapReady(page);
  await around(page).click();
  await expect(page.locator("#ou-position")).toHaveText("Recherche de votre position…");
  await page.clock.runFor(4500);
  await expect(page.locator("#ou-position")).toContainText("prend du temps");
});

test("a position that is refused is said beside the field, where one can write instead", async ({ page }) => {
  await page.goto("/");
  await mapReady(page);
  await around(page).click();
  const where = page.getByRole("combobox", { name: /Où/ });
  await expect(where).toBeFocused();
  await expect(page.locator("#ou-position")).toBeVisible();
  await expect(page.locator("#ou-position")).toContainText("Écrivez une commune ou un code postal.");
  await expect(where).toHaveAccessibleDescription(/n’a pas donné votre position/);
  await expect(page.locator("#alarm")).toContainText("n’a pas donné votre position");
  await expect(around(page)).toHaveAttribute("aria-disabled", "false");
  await where.pressSequentially("L");
  await expect(page.locator("#ou-position")).toBeHidden();
  expect(await where.getAttribute("aria-describedby")).toBeNull();
});

test("while the position is looked for the page says so, asks once and keeps the keyboard", async ({ page }) => {
  await page.addInitScript(() => {
    const asked: PositionCallback[] = [];
    Object.assign(window, { asked });
    navigator.geolocation.getCurrentPosition = (found) => void asked.push(found);
  });
  await page.goto("/");
  await mapReady(page);
  await around(page).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#ou-position")).toHaveText("Recherche de votre position…");
  await expect(around(page)).toBeFocused();
  await expect(around(page)).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => (window as unknown as { asked: unknown[] }).asked.length)).toBe(1);
  await page.evaluate(() => (window as unknown as { asked: PositionCallback[] }).asked[0]?.({ coords: { longitude: -0.5, latitude: 47.47 } } as GeolocationPosition));
  await expect(page).toHaveURL(/near=-0\.500%2C47\.470/);
  await expect(page.locator("#ou-position")).toBeHidden();
});

/** Positions come when the test says so. */
const held = (page: Page) => page.addInitScript(() => {
  Object.assign(window, { answers: [] });
  navigator.geolocation.getCurrentPosition = (found, refused) => void (window as unknown as { answers: unknown[] }).answers.push({ found, refused });
});
/** The position that was asked for last comes; without one it is late. */
const answer = (page: Page, coords?: object) => page.evaluate((at) => {
  const last = (window as unknown as { answers: { found: PositionCallback; refused: PositionErrorCallback }[] }).answers.at(-1);
  if (at) last?.found({ coords: at } as GeolocationPosition);
  else last?.refused({ code: 3 } as GeolocationPositionError);
}, coords);
const NANTES = { longitude: -1.5536, latitude: 47.2184, accuracy: 20 };

for (const [name, coords] of [["a position", NANTES], ["a refusal", undefined]] as const) {
  test(`${name} that comes when one has begun to write is left aside`, async ({ page }) => {
    await held(page);
    await page.goto("/");
    await mapReady(page);
    await around(page).click();
    await expect(page.locator("#ou-position")).toBeVisible();
    const where = page.getByRole("combobox", { name: /Où/ });
    await where.fill("Sau");
    await expect(around(page)).toHaveAttribute("aria-disabled", "false");
    const what = page.getByRole("combobox", { name: /Quoi/ });
    await what.focus();
    await answer(page, coords);
    await expect(what).toBeFocused();
    await expect(where).toHaveValue("Sau");
    await expect(page.locator("#ou-position")).toBeHidden();
    await expect(page.locator("#alarm")).toBeEmpty();
    // Another list is asked for from where one is, not from a position.
    await page.getByRole("link", { name: "Réparer", exact: true }).click();
    await expect(page).toHaveURL(/\/\?action=reparer$/);
    // It can be asked for again.
    await around(page).click();
    await answer(page, NANTES);
    await expect(page).toHaveURL(/action=reparer.*near=-1\.554%2C47\.218/);
  });
}

test("a position that is late for another list is left aside, and its note goes with its list", async ({ page }) => {
  await held(page);
  await page.goto("/");
  await mapReady(page);
  await around(page).click();
  await page.getByRole("link", { name: "Réparer", exact: true }).click();
  await expect(page).toHaveURL(/\/\?action=reparer$/);
  await expect(page.locator("#ou-position")).toBeHidden();
  await answer(page);
  await expect(page.locator("#ou-position")).toBeHidden();
  await expect(page.locator("#alarm")).toBeEmpty();
  // A vague one is said, until another list comes.
  await around(page).click();
  await answer(page, { ...NANTES, accuracy: 4200 });
  await expect(page.locator("#ou-position")).toContainText("4,2");
  await page.goBack();
  await expect(page).toHaveURL(/\/\?action=reparer$/);
  await expect(page.locator("#ou-position")).toBeHidden();
  await expect(page.getByRole("combobox", { name: /Où/ })).not.toHaveAttribute("aria-describedby", "ou-position");
});

test("nothing is said of a position whose list another one took over", async ({ page }) => {
  await held(page);
  await page.goto("/");
  await mapReady(page);
  const go = await heldBack(page, /\/\?near=/);
  await around(page).click();
  await answer(page, { ...NANTES, accuracy: 4200 });
  await expect(page.locator("#results")).toHaveAttribute("aria-busy", "true");
  await page.getByRole("link", { name: "Réparer", exact: true }).click();
  await expect(page).toHaveURL(/\/\?action=reparer$/);
  await expect(page.locator("#results")).not.toHaveAttribute("aria-busy", "true");
  go();
  await expect(page.locator("#ou-position")).toBeHidden();
  await expect(page.locator("#alarm")).toBeEmpty();
});
