/** On phones the list is a sheet over the map with three heights. Scrolling and its stops are the browser's own. */
import { t } from "../state/words.ts";

export type Height = "peek" | "half" | "full";
/** Nearer than this the sheet stands at a stop, in pixels. */
const NEAR = 24;

const panel = (): HTMLElement | null => document.getElementById("panel");
const explore = (): HTMLElement | null => document.querySelector(".explore");

/** The list lies over the map, as the style says. */
export const isSheet = (): boolean => {
  const own = panel();
  return own !== null && getComputedStyle(own).position === "absolute";
};

/** Where the panel is scrolled to for each height. */
function stops(own: HTMLElement): Record<Height, number> {
  const [, half, full] = [...own.querySelectorAll<HTMLElement>(".stops span")].map((stop) => stop.offsetTop);
  return { peek: 0, half: half ?? 0, full: full ?? 0 };
}

/** How much of the map the sheet covers from below, in pixels; at its full height no more than at half: there the map is not looked at. */
export function covered(): number {
  const own = panel();
  if (!own || !isSheet()) return 0;
  const { half } = stops(own);
  const peek = own.clientHeight - (own.querySelector<HTMLElement>(".pulled")?.offsetTop ?? own.clientHeight);
  return peek + Math.min(own.scrollTop, half);
}

/** Scrolls a list that was replaced to its start, if it was read further; the sheet keeps its height. */
export function toStart(own: HTMLElement): void {
  if (!isSheet()) own.scrollTo(0, 0);
  else own.scrollTop = Math.min(own.scrollTop, stops(own).full);
}

function heightOf(own: HTMLElement): Height {
  const { half, full } = stops(own);
  if (own.scrollTop >= full - NEAR) return "full";
  return half === 0 || own.scrollTop > half / 2 ? "half" : "peek";
}

/** Sets the sheet to half its height at first, and makes its grip a button. */
export function threeHeights(): void {
  const [own, grip, whole] = [panel(), document.getElementById("grip"), explore()];
  if (!own || !grip || !whole) return;
  const steps: Height[] = ["peek", "half", "full"];
  let height: Height | undefined;
  const tell = () => {
    const now = heightOf(own);
    if (now === height) return;
    height = now;
    whole.dataset["height"] = now;
    grip.setAttribute("aria-label", t(now === "full" ? "panel-less" : "panel-more"));
  };
  const go = (to: Height) => own.scrollTo({ top: stops(own)[to], behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });
  const step = (by: 1 | -1) => {
    const to = steps[steps.indexOf(heightOf(own)) + by];
    if (to) go(to);
  };
  grip.addEventListener("click", () => (heightOf(own) === "full" ? go("half") : step(1)));
  grip.addEventListener("keydown", (event) => {
    const by = ({ ArrowUp: 1, ArrowDown: -1 } as const)[event.key as "ArrowUp"];
    if (by === undefined) return;
    event.preventDefault();
    step(by);
  });
  own.addEventListener("scroll", tell, { passive: true });
  // The keyboard may go to the map that lies under the sheet; a finger presses what it sees.
  whole.querySelector(".mapwrap")?.addEventListener("focusin", ({ target }) => {
    if (isSheet() && heightOf(own) === "full" && (target as Element).matches(":focus-visible")) go("half");
  });
  const set = () => {
    grip.hidden = !isSheet();
    if (grip.hidden) delete whole.dataset["height"];
    height = undefined;
    if (grip.hidden) return;
    tell();
  };
  // Turning the phone, or making its window smaller, may make a sheet of the panel or the other way round.
  let sheet = isSheet();
  addEventListener("resize", () => {
    const now = isSheet();
    if (now && !sheet) own.scrollTop = stops(own).half;
    sheet = now;
    set();
  });
  if (sheet && own.scrollTop === 0) own.scrollTop = stops(own).half;
  set();
}
