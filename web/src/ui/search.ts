/** The search form: suggestions, "autour de moi", and sending without reloading the page. */
import { distance } from "../state/format.ts";
import { VAGUE, keepPosition } from "../state/position.ts";
import { aroundMe, chooseWhat, chooseWhere, middle, page, typed } from "../state/query.ts";
import { path, t } from "../state/words.ts";
import { combobox } from "./combobox.ts";
import { alarm, say } from "./say.ts";

/** How long a position may take to come, and how old it may be, in milliseconds. */
const PATIENCE = 10_000;
const FRESH = 60_000;
/** After this the person is told that one may write instead, in milliseconds. */
const SLOW = 4000;
/** What a `GeolocationPositionError` says by its code; any other: not found. */
const ERRORS: Record<number, string> = { 1: "locate-refused", 3: "locate-late" };

export interface Around {
  /** Searches around the person. */
  locate(): void;
  /** A list has come, of this search or another one. */
  listed(): void;
}

/** Takes over the form; `go` tells whether its list came. Nothing to return where the browser cannot tell a position. */
export function search(sprite: string, go: (url: string) => Promise<boolean>): Around | undefined {
  const form = document.getElementById("search") as HTMLFormElement | null;
  const what = document.getElementById("quoi") as HTMLInputElement | null;
  const where = document.getElementById("ou") as HTMLInputElement | null;
  if (!form || !what || !where) return undefined;
  const field = (input: HTMLInputElement) => ({ was: input.defaultValue, is: input.value });
  const same = { was: "", is: "" };
  const open = (url: string) => (url.startsWith(path("/structures/")) ? location.assign(url) : void go(url));
  const toResults = () => document.getElementById("results")?.focus({ preventScroll: true });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void go(page(typed(location.search, field(what), field(where))));
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
    choose: (chosen) => void go(chooseWhere(typed(location.search, field(what), same).toString(), chosen)),
  });
  const around = locator(form, where, (lon, lat) => {
    // What was typed in "Quoi ?" is asked along, sent or not.
    const shown = go(aroundMe(typed(location.search, field(what), same).toString(), lon, lat));
    toResults();
    return shown;
  });
  const button = document.getElementById("locate");
  if (button && around) {
    button.hidden = false;
    button.setAttribute("aria-label", t("explore-around-me"));
    button.addEventListener("click", around.locate);
  }
  return around;
}

/** Asks for the position once at a time, and says beside the field what comes of it. */
function locator(form: HTMLFormElement, where: HTMLInputElement, found: (lon: number, lat: number) => Promise<boolean>): Around | undefined {
  if (!("geolocation" in navigator) || !isSecureContext) return undefined;
  const note = noteOf(form, where);
  let waiting = false;
  let turn = 0;
  let slow: ReturnType<typeof setTimeout> | undefined;
  // A button that is switched off loses the keyboard: it only says that it waits.
  const wait = (on: boolean) => {
    waiting = on;
    for (const button of document.querySelectorAll("#locate, .map-locate button")) button.setAttribute("aria-disabled", String(on));
  };
  const end = () => {
    clearTimeout(slow);
    wait(false);
    note("");
  };
  // Where one looks is chosen otherwise: a position that is still to come is none of it, what was said of one goes.
  const pass = () => {
    turn += 1;
    end();
  };
  where.addEventListener("input", pass);
  form.addEventListener("submit", pass);
  const locate = () => {
    if (waiting) return;
    const own = ++turn;
    wait(true);
    note(t("locate-waiting"));
    slow = setTimeout(() => note(t("locate-slow"), alarm), SLOW);
    navigator.geolocation.getCurrentPosition(
      async ({ coords: { longitude: lon, latitude: lat, accuracy } }) => {
        if (turn !== own) return;
        end();
        keepPosition({ lon, lat, accuracy });
        // Its own list is one turn more; any other choice until then is another.
        if (!(await found(lon, lat)) || turn !== own + 1) return;
        // At sea or abroad the list has other ways out; here is where one writes.
        if (document.getElementById("results")?.dataset["count"] === "0") note(t("locate-nothing"), alarm);
        else if (accuracy > VAGUE) note(t("locate-vague", { distance: distance(accuracy) }), alarm);
      },
      ({ code }) => {
        if (turn !== own) return;
        end();
        note(t(ERRORS[code] ?? "locate-failed"), alarm);
        where.focus();
      },
      { maximumAge: FRESH, timeout: PATIENCE },
    );
  };
  return { locate, listed: pass };
}

/** A sentence under the fields that belongs to "Où ?"; no words take it away. */
function noteOf(form: HTMLFormElement, where: HTMLInputElement): (words: string, aloud?: (words: string) => void) => void {
  const note = document.createElement("p");
  note.id = "ou-position";
  note.className = "note";
  note.hidden = true;
  form.append(note);
  return (words, aloud = say) => {
    note.textContent = words;
    note.hidden = words === "";
    if (words !== "") {
      where.setAttribute("aria-describedby", note.id);
      aloud(words);
      // What the server says of the field of a later list stays.
    } else if (where.getAttribute("aria-describedby") === note.id) where.removeAttribute("aria-describedby");
  };
}
