import { expect, heldBack, listed, mapReady, redrawn, test } from "./base.ts";

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
  const marks = () => page.locator(".mark").evaluateAll((all) => all.map((m) => (m.parentElement as HTMLElement).style.cssText).join());
  const before = await marks();
  await page.keyboard.press("+");
  await expect.poll(marks).not.toBe(before);
  const where = () => page.locator(".leaflet-map-pane").evaluate((pane) => new DOMMatrix(getComputedStyle(pane).transform).m41);
  const left = await where();
  await redrawn(page, () => page.keyboard.press("ArrowRight"));
  expect(await where()).toBeLessThan(left - 40);
});

test("filters set one after the other in the open panel keep the keyboard there", async ({ page }) => {
  await page.goto("/");
  await mapReady(page);
  await page.locator("details.more > summary").click();
  const group = page.locator("details.more ul.chips").nth(1);
  for (const place of [2, 3]) {
    const chip = group.locator("a.chip").nth(place);
    const words = (await chip.innerText()).split("\n")[0]?.replace(/\s*\d+$/, "").trim() ?? "";
    await chip.focus();
    const before = page.url();
    await page.keyboard.press("Enter");
    await expect(page).not.toHaveURL(before);
    await expect(page.locator("details.more a.chip.on:focus")).toContainText(words);
    await expect(page.locator("details.more a.chip.on:focus")).toBeInViewport();
  }
});

test("a place that is not found is said, kept in its field and marked", async ({ page }) => {
  await page.goto("/");
  const where = page.getByRole("combobox", { name: /Où/ });
  await where.fill("Zzyzx-sur-Nulle");
  await where.press("Enter");
  await expect(page.locator("#alarm")).toContainText("n’a pas été trouvé");
  await expect(page.locator("#live")).toContainText("structures");
  await expect(where).toHaveValue("Zzyzx-sur-Nulle");
  await expect(where).toHaveAttribute("aria-invalid", "true");
  await expect(where).toHaveAccessibleDescription(/n’a pas été trouvé/);
  await where.fill("Saumur");
  await where.press("Enter");
  await expect(where).toHaveValue(/^Saumur \(49/);
  expect(await where.getAttribute("aria-invalid")).toBeNull();
  expect(await page.locator("#alarm").innerText()).not.toContain("trouvé");
});

test("the map comes before the list for the keyboard, as phones show it", async ({ page }) => {
  await page.goto("/");
  await mapReady(page);
  const order = await page.evaluate(() => {
    const [form, map, panel] = ["search", "map", "panel"].map((id) => document.getElementById(id) as HTMLElement);
    const follows = (a: Node | undefined, b: Node | undefined) => Boolean(a && b && a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING);
    return [follows(form, map), follows(map, panel)];
  });
  expect(order).toEqual([true, true]);
});

test("lines show the keyboard where the system chooses the colours", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await page.goto("/");
  await mapReady(page);
  // Suggestions are drawn anew while letters come: what is looked at may just have gone.
  const outlined = (where: string, style: string) => expect(page.locator(where).first()).toHaveCSS("outline-style", style);
  await page.locator("#quoi").focus();
  await outlined("#quoi", "solid");
  await page.keyboard.type("velo");
  await expect(page.getByRole("option").first()).toBeVisible();
  await outlined("[role=option]", "none");
  await page.keyboard.press("ArrowDown");
  await outlined("[role=option][aria-selected=true]", "solid");
});

test("focus is seen on every control", async ({ page }) => {
  await page.goto("/?category=velo_ecole");
  await mapReady(page);
  const seen: string[] = [];
  for (let i = 0; i < 150; i += 1) {
    await page.keyboard.press("Tab");
    const { what, end, drawn } = await page.evaluate(() => {
      const e = document.activeElement as HTMLElement;
      if (e === document.body) return { what: "", end: true, drawn: true };
      const look = () => [e, e.closest(".card"), e.closest(".f")].map((x) => {
        if (!x) return "";
        const own = getComputedStyle(x);
        const [before, after] = [getComputedStyle(x, "::before"), getComputedStyle(x, "::after")];
        return [before.content, before.outlineWidth, own.outlineStyle, own.outlineWidth, own.boxShadow, own.stroke, own.strokeWidth, after.content, after.display, after.borderTopWidth].join();
      }).join(";");
      const on = look();
      e.blur();
      const off = look();
      e.focus({ preventScroll: true });
      return { what: `${e.tagName}.${e.className}#${e.id} ${e.textContent?.trim().slice(0, 30)}`, end: false, drawn: on !== off };
    });
    if (end) break;
    expect(drawn, `no sign of focus on ${what}`).toBe(true);
    seen.push(what);
  }
  for (const kind of [/^A\.skip/, /#quoi/, /#ou /, /#map/, /\.mark/, /Zoomer|BUTTON\.#/, /^A\.chip/, /Vélo-école/, /Mentions légales/]) expect(seen.some((s) => kind.test(s)), `${kind} among ${seen.join(" | ")}`).toBe(true);
  expect(seen.length).toBeLessThan(150);
});

test("Escape before the suggestions come gives them up", async ({ page }) => {
  await page.goto("/");
  const what = page.getByRole("combobox", { name: /Quoi/ });
  const go = await heldBack(page, "**/api/v1/suggest?q=velo&*");
  const given: string[] = [];
  page.on("requestfailed", (r) => given.push(r.url()));
  const asked = page.waitForRequest("**/api/v1/suggest?q=velo&*");
  await what.pressSequentially("velo");
  await asked;
  await page.keyboard.press("Escape");
  await expect.poll(() => given.length, { message: "the request is given up" }).toBe(1);
  go();
  // Within the pause: nothing is asked for, or it is given up.
  await page.keyboard.press("End");
  await page.evaluate(() => {
    const field = document.getElementById("quoi");
    field?.dispatchEvent(new InputEvent("input", { bubbles: true }));
    field?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
  });
  // What is written later is answered later.
  const next = page.waitForResponse((r) => r.url().includes("/suggest?q=Angers&"));
  await page.evaluate(() => fetch("/api/v1/suggest?q=Angers&kinds=commune").then((r) => r.text()));
  await next;
  await expect(what).toBeFocused();
  await expect(what).toHaveAttribute("aria-expanded", "false");
  await expect(page.getByRole("option")).toHaveCount(0);
});

test("the menu of the order closes on Escape and on a press elsewhere, also that of a later list", async ({ page }) => {
  await page.goto("/");
  await mapReady(page);
  const [summary, menu] = [page.locator(".sortmenu > summary"), page.locator(".sortmenu ul")];
  for (const _ of ["the first list", "a later one"]) {
    await summary.click();
    await expect(menu).toBeVisible();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Escape");
    await expect(menu).toBeHidden();
    await expect(summary).toBeFocused();
    await summary.click();
    await expect(menu).toBeVisible();
    await page.locator(".listhead h2").click();
    await expect(menu).toBeHidden();
    await redrawn(page, () => page.locator("#filters > .chips a.chip").nth(1).click());
  }
});

test("lines take the part of grounds where the system chooses the colours", async ({ page }, info) => {
  await page.emulateMedia({ forcedColors: "active" });
  await page.goto("/couverture");
  await expect(page.locator(".seg a[aria-current]").first()).toHaveCSS("outline-style", "solid");
  await expect(page.locator(".seg a:not([aria-current])").first()).toHaveCSS("outline-style", "none");
  const colour = (where: string) => page.locator(where).evaluate((e) => getComputedStyle(e).color);
  expect(await colour(".zooms a[aria-disabled]")).not.toBe(await colour(".zooms #closer"));
  if (info.project.name === "bureau") return;
  await page.goto("/");
  await expect(page.locator(".grip span")).toHaveCSS("border-top-style", "solid");
  await expect(page.locator(".pulled")).toHaveCSS("border-top-style", "solid");
});
