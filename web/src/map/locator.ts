/** The small map of a sheet: where it is, without controls. */
import "../shared.ts";
import * as L from "leaflet";
import { Backdrop } from "./backdrop.ts";
import { onTheme } from "./colours.ts";
import { Labels } from "./labels.ts";
import { pin } from "./marks.ts";
import { Painter } from "./painter.ts";
import { Pictured } from "./pictured.ts";

/** Without tiles the names of towns around say where it is; with tiles, the street does. */
const AMONG_TOWNS = 10;
const IN_THE_STREET = 15;

export async function locate(element: HTMLElement): Promise<void> {
  const { at = "", tilesUrl = "none", sprite = "", sector = "none", icon = "map-pin", backdrop = "", towns = "", regions = "" } = element.dataset;
  const [lon, lat] = at.split(",").map(Number);
  if (lon === undefined || lat === undefined || !Number.isFinite(lon) || !Number.isFinite(lat)) return;
  const still = { dragging: false, touchZoom: false, scrollWheelZoom: false, doubleClickZoom: false, boxZoom: false, keyboard: false, zoomControl: false, attributionControl: false };
  const map = L.map(element, { ...still, preferCanvas: true, zoomAnimation: false, fadeAnimation: false });
  map.setView([lat, lon], tilesUrl === "none" ? AMONG_TOWNS : IN_THE_STREET, { animate: false });
  const painter = new Painter();
  const printed = new Backdrop(map, painter);
  const labels = new Labels(map);
  const pictured = new Pictured(map, painter, sprite);
  printed.lift(regions);
  const mark = L.divIcon({ className: "pin", html: pin(sector, icon, sprite), iconSize: [46, 58], iconAnchor: [23, 54] });
  L.marker([lat, lon], { icon: mark, interactive: false, keyboard: false }).addTo(map);
  let [came, named] = [false, false];
  const name = async () => {
    named = true;
    await labels.load(towns);
    const tip = map.latLngToContainerPoint([lat, lon]);
    pictured.show(await pictured.paint([], false, labels.fitting([{ x: tip.x, y: tip.y - 26, radius: 30 }], [])));
  };
  onTheme(() => {
    if (named) void name();
  });
  if (tilesUrl === "none") {
    void name();
  } else {
    const layer = L.tileLayer(tilesUrl, { maxZoom: 18 }).addTo(map);
    layer.on("tileload", () => (came = true));
    // All of them have come or failed.
    layer.once("load", () => {
      if (came) return;
      map.setZoom(AMONG_TOWNS, { animate: false });
      void name();
    });
  }
  const credit = document.createElement("p");
  credit.className = "credit";
  credit.textContent = tilesUrl === "none" ? "Natural Earth" : `Natural Earth · ${element.dataset["tilesAttribution"] ?? ""}`;
  element.after(credit);
  await printed.load(backdrop);
  element.dataset["ready"] = "true";
}
