/** The service worker: pages that were seen can be read without a connection; one that is old says so. */
import { path } from "../state/words.ts";
import { tellCopy } from "./copy.ts";

/** Registers the worker where browsers allow it: over https, or on the machine itself. */
export function install(): void {
  tellCopy(document.documentElement.dataset["kept"]);
  if (!("serviceWorker" in navigator) || !isSecureContext) return;
  const first = navigator.serviceWorker.controller === null;
  void navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => undefined);
  // This page came before there was a worker to see it.
  if (first) void navigator.serviceWorker.ready.then(({ active }) => {
    for (const url of new Set([location.href, new URL(path("/"), location.href).href])) active?.postMessage({ type: "seen", url });
  });
}
