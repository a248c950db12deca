/** An ARIA 1.2 combobox with a listbox popup over a text field; the field works without it. */
import { abort, get } from "../api/client.ts";
import { matchRange } from "../state/format.ts";
import type { Suggestion } from "../state/query.ts";
import { language, t } from "../state/words.ts";
import { say } from "./say.ts";

/** Messages over each group of suggestions. */
const GROUPS: Record<string, string> = {
  search: "suggest-searches", object: "suggest-objects", category: "filters-categories", action: "suggest-actions", structure: "sources-structures",
  commune: "suggest-communes", epci: "suggest-epcis", department: "suggest-departments", region: "suggest-regions", address: "suggest-addresses",
};
/** Pause after the last key before asking, and fewest letters to ask with. */
const PAUSE = 140;
const FEWEST = 2;

export interface Options {
  input: HTMLInputElement;
  /** Kinds that are suggested. */
  kinds: string[];
  /** Where one looks, as `lon,lat`: of names alike the nearest comes first. */
  near?: () => string | undefined;
  /** Address of the icon sprite. */
  sprite: string;
  choose(chosen: Suggestion): void;
}

export function combobox({ input, kinds, near, sprite, choose }: Options): void {
  const box = document.createElement("div");
  box.id = `${input.id}-liste`;
  box.className = "combo";
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", t("suggest-for", { field: input.labels?.[0]?.textContent?.replace(/\s*\?/, "") ?? "" }));
  box.hidden = true;
  input.parentElement?.append(box);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", box.id);
  input.setAttribute("aria-expanded", "false");

  let options: { element: HTMLElement; suggestion: Suggestion }[] = [];
  let active = -1;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const activate = (index: number) => {
    options[active]?.element.setAttribute("aria-selected", "false");
    active = index;
    const now = options[active]?.element;
    if (!now) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    now.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", now.id);
    now.scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    clearTimeout(timer);
    abort(input.id);
    activate(-1);
    options = [];
    box.hidden = true;
    box.replaceChildren();
    input.setAttribute("aria-expanded", "false");
  };
  const pick = (suggestion: Suggestion) => {
    input.value = suggestion.label;
    close();
    choose(suggestion);
  };
  const open = (list: Suggestion[], asked: string) => {
    // An arrow may be pressed before the answer to the last letters is there: what it lit stays lit.
    const lit = options[active]?.suggestion;
    activate(-1);
    options = [];
    let said = "";
    box.replaceChildren(...grouped(list).map(([kind, own]) => {
      const group = document.createElement("div");
      group.setAttribute("role", "group");
      const words = t(GROUPS[kind] ?? kind);
      // What a choice sets off is said before it is made.
      const act = t(kind === "structure" ? "suggest-opens" : "suggest-runs");
      group.setAttribute("aria-label", `${words}, ${act}`);
      const head = document.createElement("div");
      head.setAttribute("role", "presentation");
      head.textContent = words;
      if (act !== said) {
        const small = document.createElement("small");
        small.textContent = said = act;
        head.append(small);
      }
      group.append(head, ...own.map((suggestion) => {
        const element = option(suggestion, asked, sprite);
        element.id = `${box.id}-${options.length}`;
        element.addEventListener("click", () => pick(suggestion));
        options.push({ element, suggestion });
        return element;
      }));
      return group;
    }));
    box.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(options.length > 0));
    if (lit) activate(options.findIndex(({ suggestion: { kind, code } }) => kind === lit.kind && code === lit.code));
    say(options.length === 0 ? t("suggest-none") : t("suggest-count", { n: options.length }));
  };
  const ask = async () => {
    const asked = input.value.trim();
    if (asked.length < FEWEST) {
      close();
      return;
    }
    const query = new URLSearchParams({ q: asked, kinds: kinds.join(","), limit: "10", lang: language() });
    const from = near?.();
    if (from) query.set("near", from);
    const found = await get<{ suggestions: Suggestion[] }>(input.id, `/api/v1/suggest?${query.toString()}`);
    if (found === null) close();
    else if (found && document.activeElement === input && input.value.trim() === asked) open(found.suggestions.map(dressed), asked);
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    // What was lit belongs to other letters: Enter takes what is written.
    activate(-1);
    timer = setTimeout(() => void ask(), PAUSE);
  });
  // Pressing on an option must not take the keyboard from the field.
  box.addEventListener("mousedown", (event) => event.preventDefault());
  input.addEventListener("blur", close);
  input.form?.addEventListener("submit", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (box.hidden) void ask();
      // One place past the end stands for the field itself.
      else activate(((active + 1 + step + options.length + 1) % (options.length + 1)) - 1);
    } else if (event.key === "Escape") {
      if (!box.hidden) event.preventDefault();
      // What is still to come is given up, too.
      close();
    } else if (event.key === "Enter") {
      const chosen = options[active]?.suggestion;
      if (!chosen) return;
      event.preventDefault();
      pick(chosen);
    }
  });
}

/** Typographic apostrophes: names of communes come with the typewriter's. */
const dressed = (one: Suggestion): Suggestion => ({ ...one, label: one.label.replaceAll("'", "’"), detail: one.detail?.replaceAll("'", "’") ?? null });

/** By kind, in the order of the first of each. */
function grouped(list: Suggestion[]): [string, Suggestion[]][] {
  const groups = new Map<string, Suggestion[]>();
  for (const one of list) groups.set(one.kind, [...(groups.get(one.kind) ?? []), one]);
  return [...groups];
}

const PLACES: Record<string, string> = { structure: "map-pin", address: "map-pin", commune: "map-pin", epci: "map-2", department: "map-2", region: "map-2" };

function option(suggestion: Suggestion, asked: string, sprite: string): HTMLElement {
  const element = document.createElement("div");
  element.setAttribute("role", "option");
  element.setAttribute("aria-selected", "false");
  const icon = suggestion.icon ?? PLACES[suggestion.kind] ?? "search";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#${icon}`);
  svg.append(use);
  const label = document.createElement("span");
  const range = matchRange(suggestion.label, asked);
  if (range) {
    const mark = document.createElement("mark");
    mark.textContent = suggestion.label.slice(...range);
    label.append(suggestion.label.slice(0, range[0]), mark, suggestion.label.slice(range[1]));
  } else {
    label.textContent = suggestion.label;
  }
  element.append(svg, label);
  if (suggestion.detail) {
    const small = document.createElement("small");
    small.textContent = suggestion.detail;
    element.append(small);
  }
  return element;
}
