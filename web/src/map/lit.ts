/** The cards of the list that a mark stands for. */
import { cells, within } from "../geo/fan.ts";
import type { Placed } from "./marks.ts";

/** Lights the cards of a mark, where the list has them; null puts all out. The list stays where it is. */
export function light(mark: Placed | null, zoom: number): void {
  const boxes = mark && !mark.slug ? cells(mark.parts, zoom) : [];
  for (const card of document.querySelectorAll<HTMLElement>("#results .card")) {
    const [lon, lat] = (card.dataset["at"] ?? "").split(",").map(Number);
    const own = mark?.slug !== undefined && (card.querySelector<HTMLAnchorElement>("h3 a")?.pathname.endsWith(`/structures/${mark.slug}`) ?? false);
    const inside = lon !== undefined && lat !== undefined && boxes.some((box) => within([lon, lat], box));
    card.classList.toggle("lit", own || inside);
  }
}
