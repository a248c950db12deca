/** The list without reloading the page: the server's page is fetched and its parts put in place. */
import { getPage } from "../api/client.ts";
import { tellCopyOf } from "./copy.ts";
import { alarm, say } from "./say.ts";
import { toStart } from "./stops.ts";

/** Fields of the form that take the values of the new page. */
const FIELDS = ["quoi", "ou"];
/** What the server says of a field: that it was not understood, and where it says why. */
const MARKS = ["aria-invalid", "aria-describedby"];
/** Pause after the last scrolling before its place is noted, in milliseconds. */
const PAUSE = 120;

const panel = (): HTMLElement | null => document.getElementById("panel");
/** The panel scrolls by itself on wide screens, the page on phones. */
const scroller = (): Element | null => {
  const own = panel();
  return own && getComputedStyle(own).overflowY === "auto" ? own : document.scrollingElement;
};

const field = (id: string) => document.getElementById(id) as HTMLInputElement | null;

const address = () => location.pathname + location.search;
/** The page of this address is the one that is shown. */
const shown = (url: string): boolean => {
  const to = new URL(url, location.href);
  return to.pathname + to.search === address();
};

export interface List {
  /** Shows an address as if its link had been followed; what is being written in the fields stays. */
  go(url: string): void;
  /** Shows an address that was made of what stands in the fields; whether its list came, and no other in its place. */
  send(url: string): Promise<boolean>;
}

/** How a page comes in. */
interface Arrival {
  /** It gets an entry of the history. */
  push: boolean;
  /** The panel of all filters stays as it is. */
  hold: boolean;
  /** What stood in the fields when they were sent; empty when they were not. */
  sent: Map<string, string>;
  /** Runs when the new list stands. */
  after: () => void;
}

/** Takes over links of the list; `after` runs when a new list stands. */
export function enhance(after: () => void): List {
  let here = address();
  const go = (url: string, sent = new Map<string, string>(), hold = false) => {
    notePlace();
    return show(url, { push: true, hold, sent, after }).then((came) => {
      here = address();
      return came;
    });
  };
  const send = (url: string) => go(url, new Map(FIELDS.map((id) => [id, field(id)?.value ?? ""])));
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("#filters a, .pager a, .sortmenu a, .tiles a, .opt a");
    // A way out may lead to another page than the list's.
    if (!link || link.pathname !== location.pathname || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    // "Tout effacer" means the fields, too.
    if (link.search === "") void send(link.href);
    else void go(link.href, undefined, link.closest("details.more") !== null);
  });
  addEventListener("popstate", () => {
    // A skip link changes the fragment only: the list stays.
    if (address() === here) return;
    here = address();
    const top = placeNoted();
    void show(location.href, { push: false, hold: false, sent: new Map(), after: () => {
      after();
      scroller()?.scrollTo(0, top);
    } });
  });
  keepPlace();
  // A page that is left while a list is on its way may come back as it was.
  addEventListener("pageshow", ({ persisted }) => persisted && wait(false));
  return { go, send };
}

/** Whether the list of this address stands now. */
async function show(url: string, { push, hold, sent, after }: Arrival): Promise<boolean> {
  wait(true);
  const next = await getPage(url).catch(() => null);
  if (next === undefined) return false;
  wait(false);
  const results = next?.getElementById("results");
  const old = document.getElementById("results");
  if (!next || !results || !old) {
    location.assign(url);
    return false;
  }
  const focus = focused(old);
  const open = old.querySelector<HTMLDetailsElement>("details.more")?.open ?? false;
  old.replaceWith(results);
  takeForm(next, sent);
  document.title = next.title;
  const [from, to] = [next, document].map((page) => page.getElementById("language") as HTMLAnchorElement | null);
  if (from && to) to.href = from.href;
  // The same search twice is one entry: a second one would make a Back that does nothing.
  if (push && shown(url)) history.replaceState(null, "", url);
  else if (push) history.pushState(null, "", url);
  if (hold) {
    const more = results.querySelector<HTMLDetailsElement>("details.more");
    if (more) more.open = open;
  }
  refocus(results, focus);
  if (push && !hold) toTop(results);
  const [wrong = "", count = ""] = [".notice.warn", ".listhead h2"].map((part) => results.querySelector(part)?.textContent?.trim());
  alarm(wrong);
  say(count);
  tellCopyOf(next);
  after();
  return true;
}

/** A new list is on its way: seen after a moment, and told to those who do not see. */
function wait(on: boolean): void {
  document.body.classList.toggle("waiting", on);
  document.getElementById("results")?.setAttribute("aria-busy", String(on));
}

/** What the keyboard was on, in words that will still be there. */
interface Focus {
  words: string;
  /** It was in the panel of all filters. */
  more: boolean;
}

function focused(results: HTMLElement): Focus | undefined {
  const active = document.activeElement;
  return active && results.contains(active) ? { words: labelOf(active), more: active.closest(".more") !== null } : undefined;
}
const labelOf = (element: Element): string =>
  [...element.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.textContent?.trim()).join("");

/** Puts the keyboard back on the same filter, in the same place if it is there, else on the list. */
function refocus(results: HTMLElement, focus: Focus | undefined): void {
  if (!focus) return;
  const among = (where: string) => [...results.querySelectorAll<HTMLElement>(where)].find((a) => labelOf(a) === focus.words && a.offsetParent !== null);
  const same = focus.words === "" ? undefined : ((focus.more ? among(".more a") : undefined) ?? among("#filters a"));
  (same ?? results).focus({ preventScroll: true });
  // A row more or less of active filters above moves the panel: what has the keyboard stays in sight.
  if (same && focus.more) same.scrollIntoView({ block: "nearest" });
}

function toTop(results: HTMLElement): void {
  const own = panel();
  if (own && scroller() === own) toStart(own);
  else if (results.getBoundingClientRect().top < 0) results.scrollIntoView();
}

/** The fields take the words of the new page, unless somebody wrote in them while it came. */
function takeForm(page: Document, sent: Map<string, string>): void {
  for (const id of FIELDS) {
    const from = page.getElementById(id) as HTMLInputElement | null;
    const to = field(id);
    if (!from || !to) continue;
    const untouched = to.value === to.defaultValue || to.value === sent.get(id);
    to.defaultValue = from.defaultValue;
    if (untouched) to.value = from.defaultValue;
    for (const mark of MARKS) {
      const words = from.getAttribute(mark);
      if (words === null) to.removeAttribute(mark);
      else to.setAttribute(mark, words);
    }
  }
  const [from, to] = [page.getElementById("kept"), document.getElementById("kept")];
  if (from && to) to.replaceWith(from);
  document.getElementById("search")?.classList.toggle("asked", page.getElementById("search")?.classList.contains("asked") ?? false);
}

/** The place in the list belongs to its entry of the history, and is kept nowhere else. */
function notePlace(): void {
  history.replaceState({ ...(history.state as object | null), top: scroller()?.scrollTop ?? 0 }, "");
}
const placeNoted = (): number => (history.state as { top?: number } | null)?.top ?? 0;

/** The panel's place survives a look at a sheet: browsers restore the page's own scrolling only. */
function keepPlace(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  panel()?.addEventListener("scroll", () => {
    clearTimeout(timer);
    timer = setTimeout(notePlace, PAUSE);
  });
  document.addEventListener("click", notePlace, { capture: true });
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (entry?.type === "back_forward") panel()?.scrollTo(0, placeNoted());
}
