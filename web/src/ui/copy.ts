/** What comes from the device instead of the server says of when it is. */
import { language, t } from "../state/words.ts";

/** Tells of what is shown now, `at` as the worker wrote it; what was told of the former page goes. */
export function tellCopy(at?: string): void {
  document.querySelector(".copy-note")?.remove();
  if (!at) return;
  const date = new Date(at).toLocaleString(language() === "en" ? "en-GB" : "fr-FR", { dateStyle: "long", timeStyle: "short" });
  const note = document.createElement("p");
  note.className = "copy-note";
  note.setAttribute("role", "status");
  note.textContent = t("offline-copy", { date });
  document.querySelector(".rule2")?.after(note);
}

/** The same for a page whose parts took the place of those that were shown. */
export function tellCopyOf(page: Document): void {
  const before = document.querySelector(".copy-note");
  tellCopy(page.documentElement.dataset["kept"]);
  // The map has more or less room.
  if (!before !== !document.querySelector(".copy-note")) dispatchEvent(new Event("resize"));
}
