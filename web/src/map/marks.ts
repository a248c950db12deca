/** What rings, discs and the pin look like. */
import { size } from "../geo/rings.ts";
import type { Mark } from "../geo/rings.ts";
import { sectorSentence } from "../state/format.ts";
import { language, number, path, t } from "../state/words.ts";
import { icon } from "../ui/icon.ts";
import { HALO } from "./looks.ts";
import type { Look } from "./looks.ts";
import { phone } from "./measures.ts";

interface Term {
  code: string;
  fr: string;
  en: string;
  icon?: string;
}
declare const __CATEGORIES__: Term[];
declare const __SECTORS__: Term[];

const CATEGORIES = new Map(__CATEGORIES__.map((c) => [c.code, c]));
const category = (code: string | undefined): string => CATEGORIES.get(code ?? "")?.[language()] ?? "";
const sectorWords = (): Map<string, string> => new Map(__SECTORS__.map((s) => [s.code, s[language()]]));
const SECTOR_ICONS = new Map(__SECTORS__.map((s) => [s.code, s.icon ?? "map-pin"]));

/** A mark of the map: a ring, or one structure. */
export interface Placed extends Mark {
  /** "lon,lat" as the server gave them: tells the same mark in two drawings. */
  at: string;
  parts: string[];
  slug: string | undefined;
  name: string | undefined;
  category: string | undefined;
}

/** The server's answer: clusters, and structures that stand alone. */
export interface Clusters {
  features: {
    geometry: { coordinates: [number, number] };
    properties: { count: number; sectors: Record<string, number>; slug?: string; name?: string; category?: string };
  }[];
}

/** What a mark shows and leads to: one of the same key is the same. Two structures may stand in one place. */
export const keyOf = (mark: Placed, icons: boolean) => `${mark.at} ${mark.slug ?? mark.count} ${JSON.stringify(mark.sectors)} ${icons} ${phone()}`;

/** Room that a mark takes with its rim, from its middle, in pixels. */
export function reach(mark: Mark, icons: boolean, phone: boolean): number {
  if (mark.count > 1) return size(mark.count, phone).radius + HALO;
  return icons ? 17 : 7.5;
}

/** What is painted of a mark, its middle at a point of the picture. */
export function look(mark: Placed, icons: boolean, phone: boolean, x: number, y: number): Look {
  const out = { x, y, reach: reach(mark, icons, phone), sectors: mark.sectors };
  if (mark.count > 1) return { ...out, ring: { count: mark.count, number: number(mark.count), phone } };
  return icons ? { ...out, icon: CATEGORIES.get(mark.category ?? "")?.icon ?? "map-pin" } : out;
}

/** Small marks keep a touch target of 44 px. */
const sideOf = (reached: number) => Math.max(44, 2 * reached + 2);

/** A mark as a link to its sheet or a button over its picture, and the side of its square. */
export function control(mark: Placed, icons: boolean, phone: boolean): { control: HTMLElement; side: number } {
  const single = mark.count === 1 && mark.slug;
  const control = document.createElement(single ? "a" : "button");
  const reached = reach(mark, icons, phone);
  const side = sideOf(reached);
  control.className = "mark";
  control.dataset["at"] = mark.at;
  // How far the edge of what is seen of it lies within its square.
  control.style.setProperty("--within", `${reached - side / 2}px`);
  control.setAttribute("aria-label", words(mark));
  if (control instanceof HTMLAnchorElement) control.href = path(`/structures/${mark.slug}`);
  return { control, side };
}

/** Lines from the edge of a ring to the places of its fan, as SVG text. */
export function legs(places: [number, number][], start: number): string {
  const lines = places.map(([x, y]) => {
    const far = start / Math.hypot(x, y);
    return `<line x1="${(x * far).toFixed(1)}" y1="${(y * far).toFixed(1)}" x2="${x.toFixed(1)}" y2="${y.toFixed(1)}"/>`;
  });
  return `<svg aria-hidden="true" focusable="false">${lines.join("")}</svg>`;
}

/** What a mark says: its name and category, or its counts. */
export function words(mark: Placed): string {
  if (mark.count > 1) return sectorSentence(mark.count, mark.sectors, sectorWords());
  const kind = category(mark.category);
  return kind ? `${mark.name ?? ""}, ${kind}` : (mark.name ?? "");
}

/** What a mark shows on hover, focus and the first tap: the same as its name says, an icon and a word to each sector. */
export function caption(mark: Placed, sprite: string): HTMLElement {
  const box = document.createElement("span");
  box.className = "caption";
  box.setAttribute("aria-hidden", "true");
  const head = document.createElement("b");
  box.append(head);
  if (mark.count === 1) {
    head.textContent = mark.name ?? "";
    box.append(category(mark.category));
    return box;
  }
  head.textContent = t("structures-count", { n: mark.count });
  for (const [code, label] of sectorWords()) {
    const n = mark.sectors[code] ?? 0;
    if (n === 0) continue;
    const line = document.createElement("span");
    line.className = `c-${code}`;
    line.innerHTML = icon(sprite, SECTOR_ICONS.get(code) ?? "map-pin");
    const words = document.createElement("span");
    words.textContent = label;
    const figure = document.createElement("b");
    figure.textContent = number(n);
    line.append(words, figure);
    box.append(line);
  }
  return box;
}

/** The pin of the chosen one, 38 x 50 px with its tip at the foot. */
export function pin(sector: string, icon: string, sprite: string): string {
  return `<svg width="46" height="58" viewBox="-23 -54 46 58" aria-hidden="true"><ellipse class="pin-shadow" rx="9" ry="3.5" cy="0"/><path class="pin-edge f-${sector}" d="M0 0C-4-7-17-17-17-31a17 17 0 0 1 34 0C17-17 4-7 0 0Z"/><circle class="disc" cy="-31" r="12.5"/><use class="c-${sector}" href="${sprite}#${icon}" x="-9.5" y="-40.5" width="19" height="19"/></svg>`;
}
