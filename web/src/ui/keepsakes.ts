/** `/favoris`: asks the server for the cards of what this device keeps. */
import "../shared.ts";
import { getPage } from "../api/client.ts";
import { keepAll, kept } from "../state/favourites.ts";
import type { Kept } from "../state/favourites.ts";
import { path } from "../state/words.ts";
import { tellCopyOf } from "./copy.ts";
import { share } from "./sheet.ts";
import { keepCopy, shine } from "./stars.ts";

export async function keepsakes(list: HTMLElement): Promise<void> {
  if (list.dataset["named"] !== undefined) return;
  const mine = kept();
  const blocked = list.querySelector<HTMLElement>(".blocked");
  if (!mine && blocked) blocked.hidden = false;
  if (!mine || mine.length === 0) return;
  const address = `${path("/favoris")}?s=${mine.map(({ slug }) => encodeURIComponent(slug)).join(",")}`;
  list.setAttribute("aria-busy", "true");
  try {
    const page = await getPage(address);
    // The page is being left.
    if (!page) return;
    const filled = page.getElementById("keepsakes");
    if (!filled) throw new Error(`no list at ${address}`);
    list.replaceWith(filled);
    tellCopyOf(page);
    rename(filled, mine);
    shine();
    share();
  } catch {
    // The page itself, by its address, says what is wrong better than a script.
    location.replace(address);
  }
}

/**
 * A structure that was merged into another has the card of that one: what is kept becomes it, else no star would let
 * go of it. Not where the page shows a part only, nor what another tab has changed meanwhile.
 */
function rename(filled: HTMLElement, asked: Kept[]): void {
  const cut = filled.querySelector("#keepsakes-title + p.mut");
  if (cut || JSON.stringify(kept()) !== JSON.stringify(asked)) return;
  const names = new Map(asked.map(({ slug, name }) => [slug, name]));
  const stars = [...filled.querySelectorAll<HTMLElement>("[data-keep]")];
  const now = stars.map((star): Kept => {
    const slug = star.dataset["keep"] ?? "";
    return { slug, name: names.get(slug) ?? star.closest("article")?.querySelector("h3")?.textContent?.trim() ?? slug };
  });
  const slugs = new Set(now.map(({ slug }) => slug));
  const gone = asked.filter(({ slug }) => !slugs.has(slug));
  if (gone.length === 0 || !keepAll(now)) return;
  for (const { slug } of gone) keepCopy(slug, false);
  for (const { slug } of now) if (!names.has(slug)) keepCopy(slug, true);
}
