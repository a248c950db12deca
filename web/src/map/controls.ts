/** Controls in the page's own dress: zoom buttons and a printed scale. */
import * as L from "leaflet";
import { distance } from "../state/format.ts";

const icon = (sprite: string, name: string) => `<svg class="i" aria-hidden="true" focusable="false"><use href="${sprite}#${name}"/></svg>`;

export function zoomButtons(map: L.Map, sprite: string): void {
  const options = { position: "topright" as const, zoomInText: icon(sprite, "plus"), zoomOutText: icon(sprite, "minus"), zoomInTitle: "Zoomer", zoomOutTitle: "Dézoomer" };
  L.control.zoom(options).addTo(map);
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
  const draw = () => {
    const middle = map.getSize().y / 2;
    const metres = map.distance(map.containerPointToLatLng([0, middle]), map.containerPointToLatLng([most, middle]));
    const length = roundLength(metres);
    const width = (most * length) / metres;
    const [, unit] = distance(length).split("\u00a0");
    const half = distance(length / 2).split("\u00a0")[unit === distance(length / 2).split("\u00a0")[1] ? 0 : 1] ?? "";
    const halfText = distance(length / 2).endsWith(unit ?? "") ? half : distance(length / 2);
    box.innerHTML = `<i></i><i></i><i></i><i></i><b>0</b><b></b><b></b>`;
    box.style.width = `${width.toFixed(0)}px`;
    const [, middleText, end] = box.querySelectorAll("b");
    if (middleText) middleText.textContent = halfText;
    if (end) end.textContent = distance(length);
  };
  map.on("zoomend moveend resize", draw);
  draw();
}
