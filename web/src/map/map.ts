/** The map: our outlines, the tiles over them, and the server's clusters. */
import * as L from "leaflet";
import { get } from "../api/client.ts";
import { circle, intersect, parseBox, wholeCells } from "../geo/bounds.ts";
import type { Box } from "../geo/bounds.ts";
import { merge } from "../geo/rings.ts";
import { counted, distance } from "../state/format.ts";
import { placeKey } from "../state/query.ts";
import { Backdrop } from "./backdrop.ts";
import { colour, onTheme } from "./colours.ts";
import { scale, zoomButtons } from "./controls.ts";
import { Labels } from "./labels.ts";
import type { Obstacle } from "./labels.ts";
import { HALO, drawing, pin, reach, words } from "./marks.ts";
import type { Placed } from "./marks.ts";

interface Clusters {
  features: {
    geometry: { coordinates: [number, number] };
    properties: { count: number; sectors: Record<string, number>; slug?: string; name?: string; category?: string };
  }[];
}

/** What the page needs of the map. */
export interface MapView {
  /** A new list stands in the page. */
  refresh(): void;
  /** Pins a card's place; null takes the pin off. */
  pin(card: HTMLElement | null): void;
}

const HOME: Box = [-2.6, 46.2, 0.95, 48.6];
const MOST_ZOOM = 18;
/** Single structures show their icon from this zoom on, or when few marks are in view. */
const ICON_ZOOM = 13;
const FEW = 30;
/** Room of the dot at the place, in pixels. */
const DOT = 9;
const phone = () => innerWidth <= 760;
const results = () => document.getElementById("results")?.dataset ?? {};

export function start(element: HTMLElement, onZone: (box: string) => void): MapView {
  return new Explorer(element, onZone);
}

class Explorer implements MapView {
  private readonly map: L.Map;
  private readonly backdrop: Backdrop;
  private readonly labels: Labels;
  private readonly marks = L.layerGroup();
  private readonly around = L.layerGroup();
  private readonly sprite: string;
  private place: string;
  private pinned: L.Marker | undefined;
  /** Names are ours only while no tile brings its own. */
  private named: boolean;
  private holdView = false;
  private found: Clusters | undefined;
  /** The place of a search around it. */
  private middle: L.LatLngTuple | undefined;
  /** Where its circle says how large it is. */
  private top: L.LatLngTuple | undefined;

  constructor(private readonly element: HTMLElement, private readonly onZone: (box: string) => void) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.sprite = element.dataset["sprite"] ?? "";
    this.map = L.map(element, { preferCanvas: true, maxZoom: MOST_ZOOM, minZoom: 4, zoomControl: false, attributionControl: false, zoomAnimation: !calm, fadeAnimation: !calm, inertia: !calm, zoomSnap: (element.dataset["tilesUrl"] ?? "none") === "none" ? 0.5 : 1, zoomDelta: 1, worldCopyJump: true });
    this.place = placeKey(results()["query"] ?? "");
    this.fit();
    zoomButtons(this.map, this.sprite);
    scale(this.map);
    this.backdrop = new Backdrop(this.map);
    this.labels = new Labels(this.map);
    this.around.addTo(this.map);
    this.marks.addTo(this.map);
    this.named = true;
    this.tiles();
    this.map.on("printed", () => this.names());
    this.map.on("moveend", () => void this.ask());
    this.map.on("dragend", () => this.offerZone());
    onTheme(() => this.circle());
    this.backdrop.lift(results()["regions"] ?? "");
    void this.backdrop.load(element.dataset["backdrop"] ?? "");
    this.circle();
    void this.ask();
    element.dataset["ready"] = "true";
  }

  refresh(): void {
    const { query = "", regions = "" } = results();
    const place = placeKey(query);
    const moved = place !== this.place && !this.holdView;
    this.place = place;
    this.holdView = false;
    this.pin(null);
    if (regions) this.backdrop.lift(regions);
    this.circle();
    this.element.parentElement?.querySelector(".map-zone")?.remove();
    if (moved) this.fit();
    void this.ask();
  }

  pin(card: HTMLElement | null): void {
    const at = card?.dataset["at"]?.split(",").map(Number);
    for (const other of document.querySelectorAll("#results .card.on")) if (other !== card) other.classList.remove("on");
    this.pinned?.remove();
    this.pinned = undefined;
    if (!card || !at || at[0] === undefined || at[1] === undefined) return;
    card.classList.add("on");
    const html = pin(card.dataset["sector"] ?? "none", card.dataset["icon"] ?? "map-pin", this.sprite);
    const icon = L.divIcon({ className: "pin", html, iconSize: [46, 58], iconAnchor: [23, 54] });
    this.pinned = L.marker([at[1], at[0]], { icon, interactive: false, keyboard: false, zIndexOffset: 2000 }).addTo(this.map);
    this.pinned.getElement()?.removeAttribute("role");
  }

  private fit(): void {
    const [w, s, e, n] = parseBox(results()["bounds"]) ?? HOME;
    this.map.fitBounds([[s, w], [n, e]], { maxZoom: 14, padding: phone() ? [12, 12] : [32, 32], animate: false });
  }

  private tiles(): void {
    const { tilesUrl = "none", tilesAttribution = "" } = this.element.dataset;
    const credit = document.createElement("p");
    credit.className = "credit";
    credit.textContent = tilesUrl === "none" ? "Contours\u00a0: Natural Earth" : `Contours\u00a0: Natural Earth · ${tilesAttribution}`;
    this.element.append(credit);
    const towns = this.element.dataset["towns"] ?? "";
    const name = () => this.labels.load(towns).then(() => this.names());
    if (tilesUrl === "none") {
      void name();
      return;
    }
    this.named = false;
    let came = 0;
    const layer = L.tileLayer(tilesUrl, { maxZoom: MOST_ZOOM }).addTo(this.map);
    layer.on("tileload", () => {
      came += 1;
      this.named = false;
      this.labels.clear();
    });
    layer.on("tileerror", () => {
      if (came > 0 || this.named) return;
      this.named = true;
      void name();
    });
  }

  /** The circle of a search around a place, the rest dimmed. */
  private circle(): void {
    this.around.clearLayers();
    this.middle = undefined;
    this.top = undefined;
    const [lon, lat, radius] = (results()["circle"] ?? "").split(",").map(Number);
    if (lon === undefined || lat === undefined || radius === undefined || !(radius > 0)) return;
    this.middle = [lat, lon];
    const edge = circle(lon, lat, radius);
    const world: L.LatLngTuple[] = [[-85, -400], [-85, 400], [85, 400], [85, -400]];
    const brand = colour("--brand");
    L.polygon([world, edge], { stroke: false, fillColor: colour("--paper"), fillOpacity: 0.55, interactive: false, smoothFactor: 0 }).addTo(this.around);
    L.polygon(edge, { fill: false, color: brand, weight: 1.6, dashArray: "2 5", lineCap: "round", interactive: false, smoothFactor: 0 }).addTo(this.around);
    L.circleMarker([lat, lon], { radius: 6, color: colour("--surface"), weight: 2.5, fillColor: brand, fillOpacity: 1, interactive: false }).addTo(this.around);
    this.top = edge[0];
    const icon = L.divIcon({ className: "radius", html: `<span>${distance(radius)}</span>`, iconSize: [0, 0] });
    if (this.top) L.marker(this.top, { icon, interactive: false, keyboard: false }).addTo(this.around).getElement()?.setAttribute("aria-hidden", "true");
  }

  /** Asks for the clusters of what is in view; whole cells, so that a ring at the edge counts all of its own. */
  private async ask(): Promise<void> {
    const query = new URLSearchParams(results()["query"] ?? "");
    const zoom = Math.floor(this.map.getZoom());
    const view = this.map.getBounds();
    const seen = wholeCells([Math.max(-180, view.getWest()), view.getSouth(), Math.min(180, view.getEast()), view.getNorth()], zoom);
    const asked = parseBox(query.get("bbox"));
    const box = asked ? intersect(asked, seen) : seen;
    if (!box) {
      this.draw({ features: [] });
      return;
    }
    query.set("bbox", box.map((v) => v.toFixed(6)).join(","));
    query.set("zoom", String(zoom));
    const found = await get<Clusters>("clusters", `/api/v1/clusters?${query.toString()}`);
    if (found) this.draw(found);
  }

  private placed(found: Clusters): Placed[] {
    return found.features.map(({ geometry: { coordinates: [lon, lat] }, properties: p }) => {
      const at = this.map.latLngToContainerPoint([lat, lon]);
      return { x: at.x, y: at.y, count: p.count, sectors: p.sectors, slug: p.slug, name: p.name, category: p.category };
    });
  }

  private draw(found: Clusters): void {
    this.found = found;
    const small = phone();
    const had = this.element.contains(document.activeElement) && document.activeElement !== this.element;
    this.marks.clearLayers();
    const { marks, icons } = this.marksOf(found);
    for (const mark of marks) this.add(mark, icons, small);
    // The ring that was pressed is gone: the keyboard stays on the map.
    if (had && !this.element.contains(document.activeElement)) this.element.focus({ preventScroll: true });
    this.names();
    const total = marks.reduce((sum, m) => sum + m.count, 0);
    this.element.dataset["total"] = String(total);
    this.element.setAttribute("aria-label", `Carte\u00a0: ${counted(total, "structure", "structures")} dans la zone affichée. La liste dit la même chose.`);
    this.element.setAttribute("role", "group");
  }

  /** Marks as they stand now, joined where they would touch; icons when they are few or near. */
  private marksOf(found: Clusters): { marks: Placed[]; icons: boolean } {
    const small = phone();
    const placed = this.placed(found);
    const icons = this.map.getZoom() >= ICON_ZOOM || placed.reduce((sum, m) => sum + m.count, 0) < FEW;
    return { marks: merge(placed, (m) => reach(m, icons, small) - HALO), icons };
  }

  private add(mark: Placed, icons: boolean, small: boolean): void {
    const { svg, side } = drawing(mark, this.sprite, icons, small);
    const at = this.map.containerPointToLatLng([mark.x, mark.y]);
    const single = mark.count === 1 && mark.slug;
    const control = document.createElement(single ? "a" : "button");
    control.className = "mark";
    control.dataset["count"] = String(mark.count);
    control.innerHTML = svg;
    control.setAttribute("aria-label", words(mark));
    control.title = words(mark);
    if (control instanceof HTMLAnchorElement) control.href = `/structures/${mark.slug}`;
    control.addEventListener("click", (event) => {
      // The end of a drag over a mark is no press; Leaflet's types leave `moved` out.
      if ((this.map.dragging as L.Handler & { moved(): boolean }).moved()) event.preventDefault();
      else if (!single) this.into(at);
    });
    const icon = L.divIcon({ className: "mark-at", html: control, iconSize: [side, side] });
    L.marker(at, { icon, interactive: false, keyboard: false, zIndexOffset: mark.count }).addTo(this.marks);
  }

  /** Into a ring; where the map cannot tell its structures apart any more, the list does. */
  private into(at: L.LatLng): void {
    if (this.map.getZoom() < MOST_ZOOM) {
      this.map.setView(at, Math.min(Math.ceil(this.map.getZoom()) + 2, MOST_ZOOM));
      return;
    }
    const near = 0.0004;
    this.zone([at.lng - near, at.lat - near, at.lng + near, at.lat + near]);
  }

  private names(): void {
    if (!this.named || !this.found) return;
    const small = phone();
    const { marks, icons } = this.marksOf(this.found);
    const obstacles: Obstacle[] = marks.map((m) => ({ x: m.x, y: m.y, radius: reach(m, icons, small) }));
    if (this.middle) obstacles.push({ ...this.map.latLngToContainerPoint(this.middle), radius: DOT });
    if (this.top) {
      const { x, y } = this.map.latLngToContainerPoint(this.top);
      obstacles.push({ x, y: y - 18, radius: 24, still: true });
    }
    this.labels.draw(obstacles, this.backdrop.names);
  }

  private zone(box: Box): void {
    this.holdView = true;
    this.onZone(box.map((v) => v.toFixed(4)).join(","));
  }

  /** Never a silent reload that loses the list's place: the person asks for it. */
  private offerZone(): void {
    const wrap = this.element.parentElement;
    if (!wrap || wrap.querySelector(".map-zone")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn map-zone";
    button.innerHTML = `<svg class="i" aria-hidden="true" focusable="false"><use href="${this.sprite}#refresh"/></svg>Chercher dans cette zone`;
    button.addEventListener("click", () => {
      const b = this.map.getBounds();
      button.remove();
      this.zone([Math.max(-180, b.getWest()), b.getSouth(), Math.min(180, b.getEast()), b.getNorth()]);
    });
    wrap.append(button);
  }
}
