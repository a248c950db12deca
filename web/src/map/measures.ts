/** Where elements stand on the map. */
import type { Frame } from "../geo/frames.ts";

const narrow = matchMedia("(max-width: 760px)");
let small = narrow.matches;
narrow.addEventListener("change", () => (small = narrow.matches));

/** The window is as narrow as a phone's. Kept, as asking for its width has the page laid out. */
export const phone = (): boolean => small;

/** The frames of what is shown of some elements, in pixels of another one. */
export function framesOf(whole: HTMLElement, elements: Iterable<Element>): Frame[] {
  const own = whole.getBoundingClientRect();
  return [...elements]
    .map((e) => e.getBoundingClientRect())
    .filter((r) => r.width > 0)
    .map((r) => ({ left: r.left - own.left, top: r.top - own.top, right: r.right - own.left, bottom: r.bottom - own.top }));
}

/** What lies over the map and may hide a mark or a name. */
const OVER = ".leaflet-bar, .legend, .credit, .scalebar, .scalebar b, .map-says > :not([hidden])";

/** Where it stands, in pixels of the map. */
export const over = (map: HTMLElement): Frame[] => framesOf(map, map.parentElement?.querySelectorAll(OVER) ?? []);
