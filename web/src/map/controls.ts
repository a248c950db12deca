/** Controls in the page's own dress: zoom buttons and a printed scale. */
import * as L from "leaflet";
import { distance } from "../state/format.ts";
import { t } from "../state/words.ts";
import { icon } from "../ui/icon.ts";

/** Motion of the map, in seconds; none where people asked for none. */
const MOTION = 0.18;
export const calm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Panning keeps to the page's own measure: Leaflet's takes longer, and moves even where people asked for no motion. */
export function gently(map: L.Map): void {
  const pan = map.panBy.bind(map);
  map.panBy = (offset, options) => pan(offset, { duration: MOTION, ...options, ...(calm() ? { animate: false } : {}) });
}

function button(name: string, words: string, sprite: string, press: () => void): HTMLButtonElement {
  const out = document.createElement("button");
  out.type = "button";
  out.title = words;
  out.setAttribute("aria-label", words);
  out.innerHTML = icon(sprite, name);
  out.addEventListener("click", press);
  return out;
}

function corner(map: L.Map, kind: string, ...buttons: HTMLButtonElement[]): void {
  const bar = document.createElement("div");
  bar.className = `leaflet-bar ${kind}`;
  bar.append(...buttons);
  L.DomEvent.disableClickPropagation(bar);
  L.DomEvent.disableScrollPropagation(bar);
  const control = new L.Control({ position: "topright" });
  control.onAdd = () => bar;
  control.addTo(map);
}

/** Plus and minus, around the middle of what is seen. At a limit a button stays where it is and says so: one that is switched off would lose the keyboard. */
export function zoomButtons(map: L.Map, sprite: string, aim: () => L.Point): void {
  const zoom = (step: 1 | -1) => () => {
    if ((step === 1 ? more : less).getAttribute("aria-disabled") === "true") return;
    const zoom = map.getZoom() + step * (map.options.zoomDelta ?? 1);
    map.setZoomAround(aim(), Math.max(map.getMinZoom(), Math.min(map.getMaxZoom(), zoom)));
  };
  const more = button("plus", t("map-zoom-in"), sprite, zoom(1));
  const less = button("minus", t("map-zoom-out"), sprite, zoom(-1));
  const limits = () => {
    more.setAttribute("aria-disabled", String(map.getZoom() >= map.getMaxZoom()));
    less.setAttribute("aria-disabled", String(map.getZoom() <= map.getMinZoom()));
  };
  map.on("zoomend", limits);
  limits();
  corner(map, "map-zoom", more, less);
}

/** The map alone on the whole screen; not there where browsers do not give it, such as on some phones. */
export function fullscreenButton(map: L.Map, sprite: string, whole: HTMLElement): void {
  if (!document.fullscreenEnabled) return;
  const toggle = () => void (document.fullscreenElement ? document.exitFullscreen() : whole.requestFullscreen()).catch(() => undefined);
  const own = button("maximize", t("map-fullscreen"), sprite, toggle);
  document.addEventListener("fullscreenchange", () => {
    const full = document.fullscreenElement === whole;
    own.innerHTML = icon(sprite, full ? "minimize" : "maximize");
    own.title = t(full ? "map-fullscreen-leave" : "map-fullscreen");
    own.setAttribute("aria-label", own.title);
    map.invalidateSize({ animate: false });
  });
  corner(map, "map-full", own);
}

/** "Autour de moi" on the map: on phones the form gives its own up to the two fields. */
export function locateButton(map: L.Map, sprite: string, press: () => void): void {
  corner(map, "map-locate", button("current-location", t("explore-around-me"), sprite, press));
}

/** The largest round length that is no longer than this, in metres: 1, 2 or 4 times a power of ten, which four parts divide well. */
export function roundLength(metres: number): number {
  const power = 10 ** Math.floor(Math.log10(metres));
  const times = [8, 4, 2, 1].find((n) => n * power <= metres) ?? 1;
  return times * power;
}

/** Four alternating segments under three figures. */
export function scale(map: L.Map): void {
  const box = document.createElement("div");
  box.className = "scalebar";
  box.setAttribute("aria-hidden", "true");
  map.getContainer().append(box);
  const most = 132;
  let drawn = "";
  const draw = () => {
    const middle = map.getSize().y / 2;
    const metres = map.distance(map.containerPointToLatLng([0, middle]), map.containerPointToLatLng([most, middle]));
    const length = roundLength(metres);
    const width = (most * length) / metres;
    if (drawn === (drawn = `${length} ${width.toFixed(0)}`)) return;
    const [, unit] = distance(length).split("\u00a0");
    const half = distance(length / 2).split("\u00a0")[unit === distance(length / 2).split("\u00a0")[1] ? 0 : 1] ?? "";
    const halfText = distance(length / 2).endsWith(unit ?? "") ? half : distance(length / 2);
    box.innerHTML = `${"<span></span>".repeat(4)}<b>0</b><b></b><b></b>`;
    box.style.width = `${width.toFixed(0)}px`;
    const [, middleText, end] = box.querySelectorAll("b");
    if (middleText) middleText.textContent = halfText;
    if (end) end.textContent = distance(length);
  };
  map.on("moveend resize", draw);
  draw();
}
