/** Puts the list, the search and the map together; all work from the same address. */
import type { MapView } from "./map/map.ts";
import { withBox } from "./state/query.ts";
import { enhance } from "./ui/list.ts";
import { search } from "./ui/search.ts";
import { sheet } from "./ui/sheet.ts";

const element = document.getElementById("map");
if (element) {
  let map: MapView | undefined;
  const list = enhance(() => map?.refresh());
  search(element.dataset["sprite"] ?? "", (url) => list.go(url));
  lightUp(() => map);
  dressed(element, () => {
    void import("./map/map.ts").then(({ start }) => {
      map = start(element, (box) => list.go(withBox(location.search, box)));
    });
  });
} else {
  sheet();
  const small = document.getElementById("locator");
  if (small) dressed(small, () => void import("./map/locator.ts").then(({ locate }) => locate(small)));
}

/** The map's style comes first, so that nothing is drawn undressed. */
function dressed(map: HTMLElement, ready: () => void): void {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = map.dataset["style"] ?? "";
  link.addEventListener("load", ready);
  document.head.append(link);
}

/** The card under the pointer or the keyboard is pinned on the map. */
function lightUp(map: () => MapView | undefined): void {
  const over = (event: Event) => {
    const card = (event.target as Element).closest<HTMLElement>(".card");
    map()?.pin(card && card.closest("#results") ? card : null);
  };
  for (const kind of ["mouseover", "focusin"]) document.getElementById("panel")?.addEventListener(kind, over);
  document.getElementById("panel")?.addEventListener("mouseleave", () => map()?.pin(null));
}
