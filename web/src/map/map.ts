/** The map: our outlines, the tiles over them, and the server's clusters. The only importer of Leaflet. */
import * as L from "leaflet";
import { get } from "../api/client.ts";
import { arcs, merge, size } from "../geo/rings.ts";
import type { Mark } from "../geo/rings.ts";
import { filters } from "../state/query.ts";

interface Clusters {
  features: {
    geometry: { coordinates: [number, number] };
    properties: { count: number; sectors: Record<string, number>; slug?: string; name?: string };
  }[];
}
interface Placed extends Mark {
  slug: string | undefined;
  name: string | undefined;
}

const NAMES: Record<string, string> = {
  reemploi: "réemploi", reparation: "réparation", mobilite: "mobilité", dechets: "déchets", accompagnement: "accompagnement",
};

function svg(mark: Placed): string {
  const { radius, stroke } = size(mark.count);
  const side = 2 * radius + 4;
  const middle = side / 2;
  const ground = `<circle class="ground" cx="${middle}" cy="${middle}" r="${radius + 2}"/>`;
  if (mark.count === 1) {
    const sector = Object.keys(mark.sectors)[0] ?? "none";
    return `<svg width="${side}" height="${side}" aria-hidden="true">${ground}<circle class="s-${sector}" cx="${middle}" cy="${middle}" r="5.5"/></svg>`;
  }
  const r = radius - stroke / 2;
  const around = 2 * Math.PI * r;
  const parts = arcs(mark.sectors, r)
    .map((a) => `<circle class="s-${a.sector} arc" cx="${middle}" cy="${middle}" r="${r}" stroke-width="${stroke}" stroke-dasharray="${a.length} ${around}" stroke-dashoffset="${-a.start}" transform="rotate(-90 ${middle} ${middle})"/>`)
    .join("");
  return `<svg width="${side}" height="${side}" aria-hidden="true">${ground}${parts}<text x="${middle}" y="${middle}">${mark.count}</text></svg>`;
}

function label(mark: Placed): string {
  if (mark.name) return mark.name;
  const sectors = Object.entries(mark.sectors).map(([sector, n]) => `${n} ${NAMES[sector] ?? sector}`);
  return `${mark.count} structures : ${sectors.join(", ")}`;
}

export function start(element: HTMLElement, onZone: (box: string) => void): () => void {
  const data = element.dataset;
  const [w, s, e, n] = (data["bounds"] ?? "-2.6,46.2,0.95,48.6").split(",").map(Number) as [number, number, number, number];
  const map = L.map(element, { preferCanvas: true, maxZoom: 18, minZoom: 4 });
  map.fitBounds([[s, w], [n, e]], { maxZoom: 14, padding: [20, 20], animate: false });
  L.control.scale({ imperial: false }).addTo(map);
  const tiles = data["tilesUrl"] ?? "none";
  backdrop(map, data, tiles !== "none");
  if (tiles !== "none") {
    const attribution = document.createElement("span");
    attribution.textContent = data["tilesAttribution"] ?? "";
    L.tileLayer(tiles, { attribution: attribution.innerHTML, maxZoom: 18 }).addTo(map);
  }
  const marks = L.layerGroup().addTo(map);
  const refresh = async () => {
    const query = filters(location.search);
    for (const key of ["bbox", "near", "radius"]) query.delete(key);
    const box = map.getBounds().pad(0.1);
    const clamp = (v: number, most: number) => Math.max(-most, Math.min(most, v)).toFixed(5);
    query.set("bbox", [clamp(box.getWest(), 180), clamp(box.getSouth(), 90), clamp(box.getEast(), 180), clamp(box.getNorth(), 90)].join(","));
    query.set("zoom", String(map.getZoom()));
    const found = await get<Clusters>("clusters", `/api/v1/clusters?${query.toString()}`);
    if (found) draw(map, marks, found);
  };
  map.on("moveend", () => void refresh());
  map.on("dragend", () => zoneButton(element, map, onZone));
  void refresh();
  return () => void refresh();
}

function draw(map: L.Map, marks: L.LayerGroup, found: Clusters): void {
  marks.clearLayers();
  const placed: Placed[] = found.features.map((f) => {
    const at = map.latLngToContainerPoint([f.geometry.coordinates[1], f.geometry.coordinates[0]]);
    return { x: at.x, y: at.y, count: f.properties.count, sectors: f.properties.sectors, slug: f.properties.slug, name: f.properties.name };
  });
  for (const mark of merge(placed)) {
    const single = mark.count === 1;
    const { radius } = size(mark.count);
    const icon = L.divIcon({ className: "ring", html: svg(mark), iconSize: [2 * radius + 4, 2 * radius + 4] });
    const at = map.containerPointToLatLng([mark.x, mark.y]);
    const marker = L.marker(at, { icon, alt: label(mark), title: label(mark), keyboard: true }).addTo(marks);
    marker.getElement()?.setAttribute("aria-label", label(mark));
    marker.on("click", () => {
      if (single && mark.slug) location.assign(`/structures/${mark.slug}`);
      else map.setView(at, Math.min(map.getZoom() + 2, 18));
    });
  }
}

/** Sea, neighbours and departments beneath the tiles, so that the map holds without them. */
function backdrop(map: L.Map, data: DOMStringMap, fades: boolean): void {
  const pane = map.createPane("backdrop");
  pane.style.zIndex = "150";
  const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const add = async (url: string | undefined, fill: string, line: string, weight: number) => {
    const answer = url ? await fetch(url) : undefined;
    if (!answer?.ok) return;
    const style = () => ({ color: colour(line), weight, fillColor: colour(fill), fillOpacity: 1 });
    const layer = L.geoJSON(await answer.json(), { pane: "backdrop", interactive: false, style }).addTo(map);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => layer.setStyle(style()));
  };
  void add(data["neighbours"], "--out", "--out-l", 0.9).then(() => add(data["departments"], "--land", "--dep", 1.15));
  const fade = () => {
    pane.style.opacity = fades ? String(Math.max(0, Math.min(1, (12 - map.getZoom()) / 4))) : "1";
  };
  map.on("zoomend", fade);
}

function zoneButton(element: HTMLElement, map: L.Map, onZone: (box: string) => void): void {
  if (element.querySelector(".map-zone")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn map-zone";
  button.textContent = "Chercher dans cette zone";
  button.addEventListener("click", () => {
    const b = map.getBounds();
    button.remove();
    onZone([b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map((v) => v.toFixed(4)).join(","));
  });
  element.append(button);
}
