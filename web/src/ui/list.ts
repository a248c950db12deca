/** The list without reloading the page: the server's page is fetched and its parts put in place. */
import { getPage } from "../api/client.ts";

/** Fields of the form that take the values of the new page. */
const FIELDS = ["quoi", "ou"];

const panel = (): HTMLElement | null => document.getElementById("panel");
/** The panel scrolls by itself on wide screens, the page on phones. */
const scroller = (): Element | null => {
  const own = panel();
  return own && getComputedStyle(own).overflowY === "auto" ? own : document.scrollingElement;
};

const address = () => location.pathname + location.search;

export interface List {
  /** Shows an address as if its link had been followed. */
  go(url: string): void;
}

/** Takes over links of the list; `after` runs when a new list stands. */
export function enhance(after: () => void): List {
  let here = address();
  const go = (url: string, hold = false) => {
    history.replaceState({ top: scroller()?.scrollTop ?? 0 }, "");
    void show(url, true, hold, after).then(() => (here = address()));
  };
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("#filters a, .pager a, .sortmenu a, .tiles a, .opt a[href^='/?'], .opt a[href='/']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    go(link.href, link.closest("details.more") !== null);
  });
  addEventListener("popstate", (event) => {
    // A skip link changes the fragment only: the list stays.
    if (address() === here) return;
    here = address();
    const top = (event.state as { top?: number } | null)?.top ?? 0;
    void show(location.href, false, false, () => {
      after();
      scroller()?.scrollTo(0, top);
    });
  });
  keepPlace();
  return { go };
}

async function show(url: string, push: boolean, hold: boolean, after: () => void): Promise<void> {
  document.body.classList.add("waiting");
  const next = await getPage(url).catch(() => null);
  if (next === undefined) return;
  document.body.classList.remove("waiting");
  const results = next?.getElementById("results");
  const old = document.getElementById("results");
  if (!next || !results || !old) {
    location.assign(url);
    return;
  }
  const focus = focused(old);
  const open = old.querySelector<HTMLDetailsElement>("details.more")?.open ?? false;
  old.replaceWith(results);
  takeForm(next);
  document.title = next.title;
  if (push) history.pushState(null, "", url);
  if (hold) {
    const more = results.querySelector<HTMLDetailsElement>("details.more");
    if (more) more.open = open;
  }
  refocus(results, focus);
  if (push && !hold) toTop(results);
  say(results.querySelector(".listhead h2")?.textContent ?? "");
  after();
}

/** What the keyboard was on, in words that will still be there. */
function focused(results: HTMLElement): string | undefined {
  const active = document.activeElement;
  return active && results.contains(active) ? labelOf(active) : undefined;
}
const labelOf = (element: Element): string =>
  [...element.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.textContent?.trim()).join("");

/** Puts the keyboard back on the same filter, else on the list. */
function refocus(results: HTMLElement, words: string | undefined): void {
  if (words === undefined) return;
  const same = words === "" ? undefined : [...results.querySelectorAll<HTMLElement>("#filters a")].find((a) => labelOf(a) === words && a.offsetParent !== null);
  (same ?? results).focus({ preventScroll: true });
}

function toTop(results: HTMLElement): void {
  if (scroller() === panel()) panel()?.scrollTo(0, 0);
  else if (results.getBoundingClientRect().top < 0) results.scrollIntoView();
}

function takeForm(page: Document): void {
  for (const id of FIELDS) {
    const from = page.getElementById(id) as HTMLInputElement | null;
    const to = document.getElementById(id) as HTMLInputElement | null;
    if (!from || !to) continue;
    to.defaultValue = from.defaultValue;
    to.value = from.defaultValue;
  }
  for (const id of ["kept"]) {
    const from = page.getElementById(id);
    const to = document.getElementById(id);
    if (from && to) to.replaceWith(from);
  }
  document.getElementById("search")?.classList.toggle("asked", page.getElementById("search")?.classList.contains("asked") ?? false);
}

/** Says a short sentence to screen readers. */
export function say(words: string): void {
  const live = document.getElementById("live");
  if (live) live.textContent = words;
}

/** The panel's place survives a look at a sheet: browsers restore the page's own scrolling only. */
function keepPlace(): void {
  const key = () => `top:${location.pathname}${location.search}`;
  addEventListener("pagehide", () => sessionStorage.setItem(key(), String(panel()?.scrollTop ?? 0)));
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (entry?.type === "back_forward") panel()?.scrollTo(0, Number(sessionStorage.getItem(key()) ?? 0));
}
