import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./base.ts";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** The rules on colours: all that another theme can break. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** axe finds nothing on the page as it stands, in both themes. */
export async function accessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    // At once, as no page has frames: the other way sends all that was found through the test, and takes four times as long.
    const axe = new AxeBuilder({ page }).setLegacyMode();
    // Before the choice of rules: options take the place of all that was chosen.
    axe.options({ resultTypes: ["violations"] });
    const { violations } = await (colorScheme === "light" ? axe.withTags(TAGS) : axe.withRules(COLOURS)).analyze();
    const said = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(" | ")} (${v.nodes[0]?.failureSummary ?? ""})`);
    expect(said, colorScheme).toEqual([]);
  }
}
