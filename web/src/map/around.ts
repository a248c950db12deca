/** The circle of a search around a place: its edge, the veil outside, how large it is, and how well the place is known. */
import * as L from "leaflet";
import { circle } from "../geo/bounds.ts";
import { distance } from "../state/format.ts";
import { vagueAt } from "../state/position.ts";
import { colour } from "./colours.ts";
import { marker } from "./flat.ts";
import type { Obstacle } from "./labels.ts";
import { ABOVE } from "./pictured.ts";

/** Room of the dot at the place, in pixels. */
const DOT = 9;
const WORLD: L.LatLngTuple[] = [[-85, -400], [-85, 400], [85, 400], [85, -400]];

export class Around {
  private readonly layer = L.layerGroup();
  /** How well a position is known is drawn apart, in the style's colours. */
  private readonly vague = L.svg({ pane: "veil" });
  /** The place. */
  private middle: L.LatLngTuple | undefined;
  /** Where its circle says how large it is. */
  private top: L.LatLngTuple | undefined;

  constructor(private readonly map: L.Map) {
    // On the land and under the names.
    const pane = map.createPane("veil");
    pane.style.zIndex = "250";
    // A chip of the list says the same circle in words, and its middle.
    for (const drawn of [pane, map.getPane("overlayPane")]) drawn?.setAttribute("aria-hidden", "true");
    this.layer.addTo(map);
  }

  /** Draws "lon,lat,radius"; nothing for no search around a place. */
  draw(text: string | undefined): void {
    this.layer.clearLayers();
    this.middle = undefined;
    this.top = undefined;
    const [lon, lat, radius] = (text ?? "").split(",").map(Number);
    if (lon === undefined || lat === undefined || radius === undefined || !(radius > 0)) return;
    this.middle = [lat, lon];
    const edge = circle(lon, lat, radius);
    const brand = colour("--brand");
    const still = { pane: "veil", interactive: false, smoothFactor: 0 };
    L.polygon([WORLD, edge], { ...still, stroke: false, fillColor: colour("--paper"), fillOpacity: 0.55 }).addTo(this.layer);
    L.polygon(edge, { ...still, fill: false, color: brand, weight: 1.6, dashArray: "2 5", lineCap: "round" }).addTo(this.layer);
    const vague = vagueAt(lon, lat);
    if (vague) L.polygon(circle(lon, lat, vague.accuracy), { ...still, renderer: this.vague, className: "vague" }).addTo(this.layer);
    L.circleMarker([lat, lon], { radius: 6, color: colour("--surface"), weight: 2.5, fillColor: brand, fillOpacity: 1, interactive: false }).addTo(this.layer);
    this.top = edge[0];
    const icon = L.divIcon({ className: "radius", html: `<span>${distance(radius)}</span>`, iconSize: [0, 0] });
    if (this.top) marker(this.top, { icon, pane: ABOVE }).addTo(this.layer).getElement()?.setAttribute("aria-hidden", "true");
  }

  /** What names leave free. */
  obstacles(): Obstacle[] {
    const out: Obstacle[] = [];
    if (this.middle) out.push({ ...this.map.latLngToContainerPoint(this.middle), radius: DOT });
    if (this.top) {
      const { x, y } = this.map.latLngToContainerPoint(this.top);
      out.push({ x, y: y - 18, radius: 24, still: true });
    }
    return out;
  }
}
