/** The search form: suggestions, "autour de moi", and sending without reloading the page. */
import { aroundMe, chooseWhat, chooseWhere, middle, page, typed } from "../state/query.ts";
import { path, t } from "../state/words.ts";
import { combobox } from "./combobox.ts";
import { say } from "./say.ts";

/** How long a position may take to come, and how old it may be, in milliseconds. */
const PATIENCE = 10_000;
const FRESH = 60_000;
/** `GeolocationPositionError.PERMISSION_DENIED`. */
const REFUSED = 1;

/** Returns what searches around the person; undefined where the browser cannot tell a position. */
export function search(sprite: string, go: (url: string) => void): (() => void) | undefined {
  const form = document.getElementById("search") as HTMLFormElement | null;
  const what = document.getElementById("quoi") as HTMLInputElement | null;
  const where = document.getElementById("ou") as HTMLInputElement | null;
  if (!form || !what || !where) return undefined;
  const field = (input: HTMLInputElement) => ({ was: input.defaultValue, is: input.value });
  const same = { was: "", is: "" };
  const open = (url: string) => (url.startsWith(path("/structures/")) ? location.assign(url) : go(url));
  const toResults = () => document.getElementById("results")?.focus({ preventScroll: true });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(page(typed(location.search, field(what), field(where))));
    toResults();
  });
  combobox({
    input: what,
    kinds: ["search", "object", "category", "action", "structure"],
    sprite,
    choose: (chosen) => open(chooseWhat(typed(location.search, same, field(where)).toString(), chosen)),
  });
  combobox({
    input: where,
    kinds: ["commune", "epci", "department", "region", "address"],
    near: () => middle(document.getElementById("results")?.dataset.bounds ?? ""),
    sprite,
    choose: (chosen) => go(chooseWhere(typed(location.search, field(what), same).toString(), chosen)),
  });
  const locate = locator(form, where, (lon, lat) => {
    // What was typed in "Quoi ?" is asked along, sent or not.
    go(aroundMe(typed(location.search, field(what), same).toString(), lon, lat));
    toResults();
  });
  const button = document.getElementById("locate");
  if (button && locate) {
    button.hidden = false;
    button.setAttribute("aria-label", t("explore-around-me"));
    button.addEventListener("click", locate);
  }
  return locate;
}

/** Asks for the position once at a time, and says beside the field what comes of it. */
function locator(form: HTMLFormElement, where: HTMLInputElement, found: (lon: number, lat: number) => void): (() => void) | undefined {
  if (!("geolocation" in navigator) || !isSecureContext) return undefined;
  const note = noteOf(form, where);
  let waiting = false;
  // A button that is switched off loses the keyboard: it only says that it waits.
  const wait = (on: boolean) => {
    waiting = on;
    for (const button of document.querySelectorAll("#locate, .map-locate button")) button.setAttribute("aria-disabled", String(on));
  };
  return () => {
    if (waiting) return;
    wait(true);
    note(t("locate-waiting"));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        wait(false);
        note("");
        found(coords.longitude, coords.latitude);
      },
      ({ code }) => {
        wait(false);
        note(t(code === REFUSED ? "locate-refused" : "locate-failed"));
        where.focus();
      },
      { maximumAge: FRESH, timeout: PATIENCE },
    );
  };
}

/** A sentence under the fields that belongs to "Où ?"; it goes when something else is done. */
function noteOf(form: HTMLFormElement, where: HTMLInputElement): (words: string) => void {
  const note = document.createElement("p");
  note.id = "ou-position";
  note.className = "note";
  note.hidden = true;
  form.append(note);
  const tell = (words: string) => {
    note.textContent = words;
    note.hidden = words === "";
    if (words === "") where.removeAttribute("aria-describedby");
    else {
      where.setAttribute("aria-describedby", note.id);
      say(words);
    }
  };
  const clear = () => {
    if (!note.hidden) tell("");
  };
  where.addEventListener("input", clear);
  form.addEventListener("submit", clear);
  return tell;
}
