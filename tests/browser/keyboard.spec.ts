import { expect, listed, mapReady, test } from "./base.ts";

test("keyboard only: skip link, combobox, cards, sheet", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Aller à la liste" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#contenu")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Réparer", exact: true })).toBeFocused();

  await page.locator("#quoi").focus();
  await page.keyboard.type("velo");
  const field = page.getByRole("combobox", { name: /Quoi/ });
  await expect(field).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("ArrowDown");
  const active = await field.getAttribute("aria-activedescendant");
  expect(active).not.toBeNull();
  await expect(page.locator(`#${active}`)).toHaveAttribute("aria-selected", "true");
  await expect(page.locator(`#${active}`)).toHaveRole("option");
  await page.keyboard.press("Escape");
  await expect(field).toHaveAttribute("aria-expanded", "false");
  await expect(field).toHaveValue("velo");
  expect(await field.getAttribute("aria-activedescendant")).toBeNull();
  await page.keyboard.press("ArrowDown");
  await expect(field).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("ArrowUp");
  const last = await field.getAttribute("aria-activedescendant");
  await expect(page.getByRole("option").last()).toHaveAttribute("id", last ?? "");
  await page.keyboard.press("ArrowDown");
  expect(await field.getAttribute("aria-activedescendant"), "past the end one is back in the field").toBeNull();
  await page.keyboard.press("ArrowDown");
  const chosen = (await page.locator('[aria-selected="true"]').innerText()).trim();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/[?&](object|category|action)=/);
  await expect(page.locator("#filters .chip.on").first()).toContainText(chosen.split("\n")[0] ?? chosen);
  expect(await listed(page)).toBeGreaterThan(0);

  await page.locator("#results .card h3 a").first().focus();
  const name = await page.locator("#results .card h3").first().innerText();
  await page.keyboard.press("Enter");
  await expect(page.locator("h1")).toHaveText(name);
});

test("keyboard only: a filter keeps the focus on itself, the map pans and zooms", async ({ page }) => {
  await page.goto("/");
  await mapReady(page);
  const chip = page.locator("#filters > .chips a.chip").nth(1);
  const words = (await chip.innerText()).replace(/\s*\d+$/, "").trim();
  await chip.focus();
  await page.keyboard.press("Enter");
  await expect(page.locator("#filters > .chips .chip.on")).toContainText(words);
  await expect(page.locator("#filters > .chips .chip.on")).toBeFocused();

  await page.locator("#map").focus();
  const marks = () => page.locator(".mark").evaluateAll((all) => all.map((m) => (m.parentElement as HTMLElement).style.transform).join());
  const before = await marks();
  await page.keyboard.press("+");
  await expect.poll(marks).not.toBe(before);
});

test("focus is seen on every control", async ({ page }) => {
  await page.goto("/");
  for (let i = 0; i < 16; i += 1) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const e = document.activeElement as HTMLElement;
      const drawn = (x: Element | null) => x !== null && (getComputedStyle(x).outlineStyle !== "none" || getComputedStyle(x).boxShadow !== "none");
      const line = (x: Element | null) => x !== null && getComputedStyle(x, "::after").content !== "none" && getComputedStyle(x, "::after").display !== "none";
      return drawn(e) || drawn(e.closest(".card")) || drawn(e.closest(".f")) || line(e.closest(".f")) ? "" : e.outerHTML.slice(0, 100);
    });
    expect(seen, "no sign of focus").toBe("");
  }
});
