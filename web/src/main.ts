/** Puts the list, the search and the map together; all work from the same address. */
import "./shared.ts";
import type { MapView } from "./map/map.ts";
import { withBox } from "./state/query.ts";
import { speakAs, t } from "./state/words.ts";
import { enhance } from "./ui/list.ts";
import { search } from "./ui/search.ts";
import { install } from "./ui/install.ts";
import { menus, share, sheet } from "./ui/sheet.ts";
import { shine, stars } from "./ui/stars.ts";
import { threeHeights } from "./ui/stops.ts";

speakAs(document);
install();
stars();
menus();
const element = document.getElementById("map");
if (element) {
  threeHeights();
  share();
  let map: MapView | undefined;
  const list = enhance(() => {
    shine();
    share();
    map?.refresh();
    around?.listed();
  });
  const around = search(element.dataset["sprite"] ?? "", (url) => list.send(url));
  lightUp(() => map);
  dressed(element, async () => {
    const { start } = await import("./map/map.ts");
    return () => void (map = start(element, { zone: (box) => list.go(withBox(location.search, box)), locate: around?.locate }));
  });
} else if (document.getElementById("kept-pages")) {
  at("kept-pages", (list) => import("./ui/offline.ts").then(({ offline }) => offline(list)));
} else {
  sheet();
  at("print", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  at("keepsakes", (list) => import("./ui/keepsakes.ts").then(({ keepsakes }) => keepsakes(list)));
  at("zoom", (drawing) => import("./ui/zoom.ts").then(({ zoom }) => zoom(drawing)));
  at("marks", (marks) => dressed(marks, async () => {
    const { samples } = await import("./map/samples.ts");
    return () => samples(marks);
  }));
  at("locator", (small) => dressed(small, async () => {
    const { locate } = await import("./map/locator.ts");
    return () => locate(small);
  }));
}

/** Only some pages have it. */
function at(id: string, act: (element: HTMLElement) => unknown): void {
  const element = document.getElementById(id);
  if (element) act(element);
}

/**
 * The map's style comes first, so that nothing is drawn undressed; its script comes beside it, all parts at once. Where
 * style or script do not come, the page says so.
 */
function dressed(map: HTMLElement, load: () => Promise<() => unknown>): void {
  const missing = (why: unknown) => {
    console.error(why);
    const words = document.createElement("p");
    words.className = "nojs";
    words.textContent = t(map.id === "map" ? "map-missing-list" : "map-missing");
    (map.closest(".locmap") ?? map).append(words);
  };
  const link = (rel: string, href: string) => {
    const out = document.createElement("link");
    [out.rel, out.href] = [rel, href];
    document.head.append(out);
    return out;
  };
  for (const part of map.dataset["parts"]?.split(" ") ?? []) link("modulepreload", part);
  const script = load();
  const style = link("stylesheet", map.dataset["style"] ?? "");
  const dress = new Promise((done, failed) => {
    style.addEventListener("load", done);
    style.addEventListener("error", () => failed(new Error(`${style.href} did not come`)));
  });
  Promise.all([script, dress]).then(([start]) => start()).catch(missing);
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
