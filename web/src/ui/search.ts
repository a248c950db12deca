/** The search form: suggestions, "autour de moi", and sending without reloading the page. */
import { aroundMe, chooseWhat, chooseWhere, page, typed } from "../state/query.ts";
import { combobox } from "./combobox.ts";
import { say } from "./list.ts";

export function search(sprite: string, go: (url: string) => void): void {
  const form = document.getElementById("search") as HTMLFormElement | null;
  const what = document.getElementById("quoi") as HTMLInputElement | null;
  const where = document.getElementById("ou") as HTMLInputElement | null;
  if (!form || !what || !where) return;
  const field = (input: HTMLInputElement) => ({ was: input.defaultValue, is: input.value });
  const same = { was: "", is: "" };
  const open = (url: string) => (url.startsWith("/structures/") ? location.assign(url) : go(url));

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(page(typed(location.search, field(what), field(where))));
    document.getElementById("results")?.focus({ preventScroll: true });
  });
  combobox({
    input: what,
    kinds: ["object", "category", "action", "structure"],
    sprite,
    choose: (chosen) => open(chooseWhat(typed(location.search, same, field(where)).toString(), chosen)),
  });
  combobox({
    input: where,
    kinds: ["commune", "epci", "department", "region"],
    sprite,
    choose: (chosen) => go(chooseWhere(typed(location.search, field(what), same).toString(), chosen)),
  });
  locate(go);
}

function locate(go: (url: string) => void): void {
  const button = document.getElementById("locate") as HTMLButtonElement | null;
  if (!button || !("geolocation" in navigator) || !isSecureContext) return;
  button.hidden = false;
  button.setAttribute("aria-label", "Autour de moi");
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        button.disabled = false;
        go(aroundMe(location.search, coords.longitude, coords.latitude));
      },
      () => {
        button.disabled = false;
        say("Votre position n’est pas disponible. Écrivez une commune.");
        document.getElementById("ou")?.focus();
      },
      { maximumAge: 60_000, timeout: 10_000 },
    );
  });
}
