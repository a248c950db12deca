/** Puts the list, the search and the map together; all work from the same address. */
import type { MapView } from "./map/map.ts";
import { withBox } from "./state/query.ts";
import { speakAs, t } from "./state/words.ts";
import { enhance } from "./ui/list.ts";
import { search } from "./ui/search.ts";
import { install } from "./ui/install.ts";
import { sheet } from "./ui/sheet.ts";
import { shine, stars } from "./ui/stars.ts";
import { threeHeights } from "./ui/stops.ts";

speakAs(document);
install();
stars();
const element = document.getElementById("map");
if (element) {
  threeHeights();
  let map: MapView | undefined;
  const list = enhance(() => {
    shine();
    map?.refresh();
  });
  const locate = search(element.dataset["sprite"] ?? "", (url) => list.send(url));
  lightUp(() => map);
  dressed(element, async () => {
    const { start } = await import("./map/map.ts");
    map = start(element, { zone: (box) => list.go(withBox(location.search, box)), locate });
  });
} else if (document.getElementById("kept-pages")) {
  const list = document.getElementById("kept-pages");
  if (list) void import("./ui/offline.ts").then(({ offline }) => offline(list));
} else {
  sheet();
  const small = document.getElementById("locator");
  const print = document.getElementById("print");
  if (print) print.hidden = false;
  print?.addEventListener("click", () => window.print());
  const keepsakes = document.getElementById("keepsakes");
  if (keepsakes) void import("./ui/keepsakes.ts").then((own) => own.keepsakes(keepsakes));
  const marks = document.getElementById("marks");
  if (marks) dressed(marks, async () => (await import("./map/samples.ts")).samples(marks));
  if (small) dressed(small, async () => (await import("./map/locator.ts")).locate(small));
}

/** The map's style comes first, so that nothing is drawn undressed; where style or script do not come, the page says so. */
function dressed(map: HTMLElement, ready: () => Promise<void>): void {
  const missing = (why: unknown) => {
    console.error(why);
    const words = document.createElement("p");
    words.className = "nojs";
    words.textContent = t(map.id === "map" ? "map-missing-list" : "map-missing");
    map.append(words);
  };
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = map.dataset["style"] ?? "";
  link.addEventListener("load", () => ready().catch(missing));
  link.addEventListener("error", () => missing(`${link.href} did not come`));
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
