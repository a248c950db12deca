/** Pictures of streets over the printed backdrop, where the operator chose some; and who is to be thanked for the map. */
import * as L from "leaflet";
import { t } from "../state/words.ts";

/** What becomes of the tiles. */
export interface Heard {
  /** One is there. */
  came(): void;
  /** One did not come, and none has before. */
  refused(): void;
}

/** Returns whether there are tiles to ask for. */
export function tiles(map: L.Map, element: HTMLElement, maxZoom: number, { came, refused }: Heard): boolean {
  const { tilesUrl = "none", tilesAttribution = "" } = element.dataset;
  const credit = document.createElement("p");
  credit.className = "credit";
  credit.textContent = tilesUrl === "none" ? t("map-credit") : `${t("map-credit")} · ${tilesAttribution}`;
  element.append(credit);
  if (tilesUrl === "none") return false;
  let any = false;
  const layer = L.tileLayer(tilesUrl, { maxZoom }).addTo(map);
  layer.on("tileload", () => {
    any = true;
    came();
  });
  layer.on("tileerror", () => {
    if (!any) refused();
  });
  return true;
}
