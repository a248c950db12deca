/**
 * The map of coverage zoomed in its place. The drawing that is there is stretched at once; when the hand rests, the
 * server's page of what is seen then is fetched, and its drawing, its table and all else take their places at one go.
 */
import "../shared.ts";
import { abort, getPage } from "../api/client.ts";
import { moved, placed, read, unit, width, written, zoomed } from "../geo/view.ts";
import type { View } from "../geo/view.ts";
import { t } from "../state/words.ts";
import { tellCopyOf } from "./copy.ts";
import { say } from "./say.ts";

/** Pause after the last movement before the page is fetched, in milliseconds. */
const PAUSE = 250;
/** What a step of the buttons and of the keys does. */
const STEP = 2;
/** What an arrow moves, as a part of the map. */
const MOVE = 0.25;
/** A pointer that moves less than this means a click, in pixels. */
const SLIP = 5;
/** How long the hint stays, in milliseconds. */
const HINT = 1_800;

const BUTTONS = ["closer", "farther", "whole"];

export function zoom(map: HTMLElement): void {
  const drawing = (): SVGElement | null => map.querySelector("svg.ground");
  const number = (name: string) => Number(map.dataset[name]);
  let drawn = read(map.dataset["shown"] ?? "");
  let shown = drawn;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** The drawing as it is seen now; `glide` where it goes there by a step. */
  const put = (next: View, glide: boolean) => {
    // What is under way is of another view.
    abort("page");
    shown = next;
    const { scale, x, y } = placed(drawn, shown);
    const svg = drawing();
    map.classList.toggle("glide", glide);
    if (svg) svg.style.transform = `translate(${100 * x}%,${100 * y}%) scale(${scale})`;
    clearTimeout(timer);
    timer = setTimeout(() => void fetchPage(address()), PAUSE);
  };

  const address = (): string => {
    const url = new URL(map.dataset["here"] ?? "", location.href);
    url.searchParams.set("vue", written(shown));
    const limits = (map.dataset["units"] ?? "").split(" ").map(Number);
    // A chosen unit stays until the zoom asks for another.
    if (unit(width(shown), limits) !== unit(width(drawn), limits)) url.searchParams.delete("by");
    for (const name of ["nom", "a", "b"]) url.searchParams.delete(name);
    return url.href;
  };

  /** False where it is as close or as wide as it gets. */
  const by = (times: number, glide: boolean, x?: number, y?: number): boolean => {
    const now = width(shown);
    const to = Math.min(Math.max(now * times, number("least")), Math.max(number("most"), now));
    if (Math.abs(to / now - 1) < 1e-6) return false;
    put(zoomed(shown, to / now, x, y), glide);
    return true;
  };
  const move = (x: number, y: number, glide: boolean) => {
    if (map.dataset["whole"] !== undefined && shown === drawn) return false;
    put(moved(shown, x, y), glide);
    return true;
  };

  const fetchPage = async (url: string) => {
    clearTimeout(timer);
    map.setAttribute("aria-busy", "true");
    const page = await getPage(url).catch(() => null);
    if (page === undefined) return;
    const fresh = page?.getElementById("zoom");
    if (!page || !fresh) {
      location.assign(url);
      return;
    }
    take(map, page, fresh);
    tellCopyOf(page);
    drawn = read(map.dataset["shown"] ?? "");
    shown = drawn;
    history.replaceState(history.state, "", map.dataset["here"]);
    say(document.getElementById("tableau")?.textContent?.trim() ?? "");
  };

  const whole = () => {
    const link = map.querySelector<HTMLAnchorElement>("#whole");
    if (!link?.href) return;
    abort("page");
    void fetchPage(link.href);
  };
  buttons(map, { closer: () => by(1 / STEP, true), farther: () => by(STEP, true), whole });
  keys(map, by, move, whole);
  wheel(map, by);
  fingers(map, () => shown, (next) => put(next, false));
  pointer(map, move);
}

/** The page takes the place of the one that is shown, all but the map's own frame: whoever is at it stays there. */
function take(map: HTMLElement, page: Document, fresh: HTMLElement): void {
  const focus = document.activeElement?.id;
  const inside = map.contains(document.activeElement);
  const [print, other] = [document.getElementById("print"), page.getElementById("print")];
  const [from, to] = [page, document].map((p) => p.getElementById("language") as HTMLAnchorElement | null);
  if (from && to) to.href = from.href;
  const [old, svg] = [map, fresh].map((m) => m.querySelector("svg.ground"));
  if (old && svg) old.replaceWith(document.adoptNode(svg));
  map.classList.remove("glide");
  map.removeAttribute("aria-busy");
  for (const name of ["shown", "here", "units", "least", "most", "whole"]) {
    const value = fresh.dataset[name];
    if (value === undefined) delete map.dataset[name];
    else map.dataset[name] = value;
  }
  for (const id of BUTTONS) {
    const [now, next] = [map, fresh].map((m) => m.querySelector(`#${id}`));
    for (const name of ["href", "aria-disabled"]) {
      const value = next?.getAttribute(name) ?? null;
      if (value === null) now?.removeAttribute(name);
      else now?.setAttribute(name, value);
    }
  }
  // What was made to work when the page came stands in the place of its like.
  const [menu, list] = [document, page].map((p) => p.querySelector("details.files"));
  menu?.querySelector("ul")?.replaceWith(...[list?.querySelector("ul")].filter((ul) => ul !== undefined && ul !== null));
  for (const [own, like] of [[print, other], [menu, list]]) if (own) like?.replaceWith(own);
  const main = map.closest("main");
  for (let [own, next]: [Element | null, Element | null] = [map, fresh]; own && next && own !== main; [own, next] = [own.parentElement, next.parentElement]) {
    while (own.previousSibling) own.previousSibling.remove();
    while (own.nextSibling) own.nextSibling.remove();
    const children = [...(next.parentNode?.childNodes ?? [])];
    const at = children.indexOf(next);
    own.before(...children.slice(0, at));
    own.after(...children.slice(at + 1));
  }
  if (focus && document.activeElement?.id !== focus) document.getElementById(focus)?.focus({ preventScroll: true });
  // A territory of the old drawing had it.
  else if (inside && !map.contains(document.activeElement)) map.focus({ preventScroll: true });
}

/** The links zoom in place. */
function buttons(map: HTMLElement, act: Record<string, () => unknown>): void {
  for (const id of BUTTONS) {
    const button = map.querySelector<HTMLAnchorElement>(`#${id}`);
    if (!button) continue;
    button.setAttribute("role", "button");
    button.tabIndex = 0;
    const go = (event: Event) => {
      if (event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
      event.preventDefault();
      if (button.href) act[id]?.();
    };
    button.addEventListener("click", go);
    button.addEventListener("keydown", (event) => {
      if (event.key === " " || event.key === "Enter") go(event);
    });
  }
}

type By = (times: number, glide: boolean, x?: number, y?: number) => boolean;
type Move = (x: number, y: number, glide: boolean) => boolean;

/** The map itself takes the keyboard. */
function keys(map: HTMLElement, by: By, move: Move, whole: () => void): void {
  map.tabIndex = 0;
  map.setAttribute("role", "group");
  map.setAttribute("aria-label", t("cover-zoom-keys"));
  const act: Record<string, () => unknown> = {
    "+": () => by(1 / STEP, true),
    "=": () => by(1 / STEP, true),
    "-": () => by(STEP, true),
    "0": whole,
    ArrowLeft: () => move(-MOVE, 0, true),
    ArrowRight: () => move(MOVE, 0, true),
    ArrowUp: () => move(0, -MOVE, true),
    ArrowDown: () => move(0, MOVE, true),
  };
  map.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // Where nothing moves the page scrolls as ever.
    const done = act[event.key]?.();
    if (done !== undefined && done !== false) event.preventDefault();
  });
}

/** Where the drawing is seen. */
const pane = (map: HTMLElement): HTMLElement => map.querySelector<HTMLElement>(".pane") ?? map;

/** The wheel zooms with Ctrl, and for whoever is at the map; else the page scrolls, and the map says how. */
function wheel(map: HTMLElement, by: By): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  pane(map).addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && !map.contains(document.activeElement)) {
      map.classList.add("hinting");
      clearTimeout(timer);
      timer = setTimeout(() => map.classList.remove("hinting"), HINT);
      return;
    }
    map.classList.remove("hinting");
    const box = pane(map).getBoundingClientRect();
    const lines = event.deltaMode === 0 ? 1 : 30;
    // Pinches on a touchpad come as small steps with Ctrl.
    const times = 2 ** (Math.max(-240, Math.min(240, event.deltaY * lines)) / (event.ctrlKey && Math.abs(event.deltaY) < 30 ? 60 : 240));
    const done = by(times, false, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
    if (done || event.ctrlKey) event.preventDefault();
  }, { passive: false });
}

/** Two fingers zoom and move; one scrolls the page. */
function fingers(map: HTMLElement, shown: () => View, put: (next: View) => void): void {
  const own = pane(map);
  let start: { view: View; x: number; y: number; apart: number } | undefined;
  const at = (touches: TouchList) => {
    const box = pane(map).getBoundingClientRect();
    const [a, b] = [touches[0], touches[1]];
    if (!a || !b) return undefined;
    return {
      x: ((a.clientX + b.clientX) / 2 - box.left) / box.width,
      y: ((a.clientY + b.clientY) / 2 - box.top) / box.height,
      apart: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
    };
  };
  own.addEventListener("touchstart", (event) => {
    const now = event.touches.length === 2 ? at(event.touches) : undefined;
    start = now && { view: shown(), ...now };
    if (now) event.preventDefault();
  }, { passive: false });
  own.addEventListener("touchmove", (event) => {
    const now = start && at(event.touches);
    if (!start || !now) return;
    event.preventDefault();
    const [least, most] = [Number(map.dataset["least"]), Number(map.dataset["most"])];
    const across = width(start.view);
    const to = Math.min(Math.max((across * start.apart) / Math.max(now.apart, 1), least), Math.max(most, across));
    const next = zoomed(start.view, to / across, start.x, start.y);
    put(moved(next, start.x - now.x, start.y - now.y));
  }, { passive: false });
  own.addEventListener("touchend", () => (start = undefined));
}

/** A mouse drags the map; what is dragged is not clicked. */
function pointer(map: HTMLElement, move: Move): void {
  const own = pane(map);
  let from: { x: number; y: number } | undefined;
  let dragged = false;
  // The click of this pointer comes before: later ones are meant.
  const end = () => {
    from = undefined;
    setTimeout(() => (dragged = false));
  };
  own.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    from = { x: event.clientX, y: event.clientY };
  });
  own.addEventListener("pointermove", (event) => {
    if (!from) return;
    // The button was let go of where nobody told: outside, before the map had the pointer.
    if (!(event.buttons & 1)) return end();
    const [x, y] = [from.x - event.clientX, from.y - event.clientY];
    if (!dragged && Math.hypot(x, y) < SLIP) return;
    const box = pane(map).getBoundingClientRect();
    if (!move(x / box.width, y / box.height, false)) return;
    if (!dragged) own.setPointerCapture(event.pointerId);
    dragged = true;
    from = { x: event.clientX, y: event.clientY };
  });
  own.addEventListener("pointerup", end);
  own.addEventListener("pointercancel", end);
  own.addEventListener("dragstart", (event) => event.preventDefault());
  own.addEventListener("click", (event) => {
    if (!dragged) return;
    event.preventDefault();
    event.stopPropagation();
  }, { capture: true });
}
