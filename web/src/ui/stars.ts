/** The stars of cards and sheets, and the link to what is kept. */
import { kept, toggle } from "../state/favourites.ts";
import { path } from "../state/words.ts";

/** Puts the stars and the link right; for a page that has changed. */
export function shine(): void {
  const list = kept();
  document.documentElement.classList.toggle("keeps", list !== null);
  const slugs = new Set(list?.map(({ slug }) => slug));
  for (const star of document.querySelectorAll<HTMLElement>("[data-keep]")) star.setAttribute("aria-pressed", String(slugs.has(star.dataset["keep"] ?? "")));
  const link = document.getElementById("favourites");
  const count = link?.querySelector("b");
  if (!link || !count) return;
  link.hidden = slugs.size === 0;
  count.textContent = String(slugs.size);
}

/** Has the worker keep the sheet in the language of the page, or let go of it in all of them. */
export function keepCopy(slug: string, keep: boolean): void {
  const own = `/structures/${slug}`;
  // On a first visit the worker may still be on its way: it is told once it is there.
  void navigator.serviceWorker?.ready.then(({ active }) => {
    for (const to of keep ? [path(own)] : [own, `/en${own}`]) active?.postMessage({ type: keep ? "keep" : "drop", url: new URL(to, location.href).href });
  });
}

/** Takes over the stars of the page, now and to come. */
export function stars(): void {
  shine();
  document.addEventListener("click", (event) => {
    const star = (event.target as Element).closest<HTMLElement>("[data-keep]");
    const slug = star?.dataset["keep"];
    if (!star || !slug) return;
    const name = star.closest("article, main")?.querySelector("h3, h1")?.textContent?.trim() ?? slug;
    const added = toggle({ slug, name });
    // A full or closed store says so by doing nothing else: the star goes, as where nothing can be kept at all.
    if (added === null) document.documentElement.classList.remove("keeps");
    else shine();
    if (added !== null) keepCopy(slug, added);
  });
  // Another tab, or a page that comes back as it was left.
  addEventListener("storage", shine);
  addEventListener("pageshow", ({ persisted }) => persisted && shine());
}
