/** Pictures of streets over the printed backdrop, where the operator chose some; and who is to be thanked for the map. */
import * as L from "leaflet";
import { t } from "../state/words.ts";

/** What becomes of the tiles. */
export interface Heard {
  /** One is there. */
  came(): void;
  /** One did not come, and none has before. */
  refused(): void;
  /** What lies beneath is seen, or will be: there are no tiles, they are late or refused, or the map moves on from them. */
  bare(): void;
}

/** Tiles that have not come after this are late, in milliseconds. */
const LATE = 1500;

/** Returns whether there are tiles to ask for. */
export function tiles(map: L.Map, element: HTMLElement, maxZoom: number, { came, refused, bare }: Heard): boolean {
  const { tilesUrl = "none", tilesAttribution = "" } = element.dataset;
  const credit = document.createElement("p");
  credit.className = "credit";
  credit.textContent = tilesUrl === "none" ? t("map-credit") : `${t("map-credit")} · ${tilesAttribution}`;
  element.append(credit);
  if (tilesUrl === "none") {
    bare();
    return false;
  }
  let any = false;
  const late = setTimeout(bare, LATE);
  map.once("dragstart zoomstart", bare);
  const layer = L.tileLayer(tilesUrl, { maxZoom }).addTo(map);
  layer.on("tileload", () => {
    any = true;
    clearTimeout(late);
    came();
  });
  layer.on("tileerror", () => {
    if (any) return;
    bare();
    refused();
  });
  return true;
}
