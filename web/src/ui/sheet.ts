import { t } from "../state/words.ts";

/** Menus of itineraries, of files and of the order that are open. */
const OPEN = "details[open]:is(.go, .files, .sortmenu)";

/** They close on Escape and on a press elsewhere, those of lists to come, too. */
export function menus(): void {
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && (event.target as Element).closest<HTMLDetailsElement>(OPEN);
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>(OPEN)) if (!menu.contains(event.target as Node)) menu.open = false;
  }, { capture: true });
}

/** Small helps of the sheet: sharing, and going back to the very place of the list. */
export function sheet(): void {
  share();
  const back = document.querySelector<HTMLAnchorElement>(".crumb a");
  back?.addEventListener("click", (event) => {
    // After a skip link the step back would only take its fragment off.
    if (back.href !== document.referrer || location.hash !== "" || history.length < 2 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.back();
  });
}

/** The button that hands the address on, where the browser can. */
export function share(): void {
  const button = document.getElementById("share") as HTMLButtonElement | null;
  const told = document.getElementById("shared");
  if (button && (typeof navigator.share === "function" || navigator.clipboard)) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const data = { title: document.querySelector("h1")?.textContent ?? document.title, url: new URL(button.dataset["url"] ?? location.pathname + location.search, location.href).href };
      if (typeof navigator.share === "function") {
        void navigator.share(data).catch(() => undefined);
        return;
      }
      const say = (shown: string, aloud: string) => {
        const words = button.querySelector("span");
        if (words) words.textContent = t(shown);
        if (told) told.textContent = t(aloud);
      };
      void navigator.clipboard.writeText(data.url).then(
        () => say("share-copied", button.dataset["url"] ? "share-copied-list" : "share-copied-aloud"),
        () => say("share-refused", "share-refused-aloud"),
      );
    });
  }
}
