/** The service worker: pages that were seen can be read without a connection; one that is old says so. */
import { language, path, t } from "../state/words.ts";

/** Registers the worker where browsers allow it: over https, or on the machine itself. */
export function install(): void {
  tellCopy();
  if (!("serviceWorker" in navigator) || !isSecureContext) return;
  const first = navigator.serviceWorker.controller === null;
  void navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => undefined);
  // This page came before there was a worker to see it.
  if (first) void navigator.serviceWorker.ready.then(({ active }) => {
    for (const url of new Set([location.href, new URL(path("/"), location.href).href])) active?.postMessage({ type: "seen", url });
  });
}

/** A page that comes from the device instead of the server says of when it is. */
function tellCopy(): void {
  const at = document.documentElement.dataset["kept"];
  if (!at) return;
  const date = new Date(at).toLocaleString(language() === "en" ? "en-GB" : "fr-FR", { dateStyle: "long", timeStyle: "short" });
  const note = document.createElement("p");
  note.className = "copy-note";
  note.setAttribute("role", "status");
  note.textContent = t("offline-copy", { date });
  document.querySelector(".rule2")?.after(note);
}
