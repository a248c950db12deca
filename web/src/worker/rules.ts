/** What the service worker keeps, for how long, and what stands in for what. Pure. */

/** Caches of the worker: the files of one build, pages that were seen, pages that are kept on purpose, marks of the map. */
export const CACHES = ["shell", "pages", "kept", "marks"] as const;
export type CacheKind = (typeof CACHES)[number];

const PREFIX = "boucle";

/** The cache of one build. */
export const cacheName = (kind: CacheKind, version: string): string => `${PREFIX}-${kind}-${version}`;

/** Caches of other builds. */
export function outdated(names: string[], version: string): string[] {
  const own = new Set<string>(CACHES.map((kind) => cacheName(kind, version)));
  return names.filter((name) => name.startsWith(`${PREFIX}-`) && !own.has(name));
}

/** The kind of a cache, whatever the build. */
export const kindOfCache = (name: string): CacheKind | undefined => CACHES.find((kind) => name.startsWith(`${PREFIX}-${kind}-`));

/** How a request is answered: a file of the bundle, a page, marks of the map, or as if there were no worker. */
export type Way = "file" | "page" | "marks" | "none";

export function wayOf(url: URL, origin: string, page: boolean): Way {
  if (url.origin !== origin) return "none";
  if (url.pathname.startsWith("/assets/")) return "file";
  if (url.pathname === "/api/v1/clusters") return "marks";
  if (/^\/(api|health)\//.test(url.pathname) || url.pathname === "/sw.js" || url.pathname.endsWith(".webmanifest")) return "none";
  return page ? "page" : "none";
}

/** What a page is, for how many of each are kept. */
export type PageKind = "home" | "list" | "sheet" | "other";

export function pageKind(url: URL): PageKind {
  const path = url.pathname.replace(/^\/en(?=\/)/, "");
  if (path === "/") return url.search === "" ? "home" : "list";
  return path.startsWith("/structures/") ? "sheet" : "other";
}

/** Pages of each kind that are kept as they were last seen. */
export const MOST: Record<PageKind, number> = { home: 2, list: 5, sheet: 30, other: 4 };
/** Views of the map whose marks are kept: one for each list and some moves. */
export const MOST_MARKS = 12;

/** Addresses that are too many, from the oldest on; `urls` stand in the order in which they came. */
export function tooMany(urls: string[]): string[] {
  const left = { ...MOST };
  return [...urls].reverse().filter((url) => {
    const kind = pageKind(new URL(url));
    left[kind] -= 1;
    return left[kind] < 0;
  }).reverse();
}

/** The page that says that there is no connection, in the language of an address. */
export const offlinePage = (url: URL): string => (/^\/en(\/|$)/.test(url.pathname) ? "/en/hors-ligne" : "/hors-ligne");

/** "/assets/app-style.ABC.css" is "app-style" and "css". */
function parts(path: string): { stem: string; ending: string } | undefined {
  const found = /^\/assets\/(.+)\.[0-9A-Z]{8,}\.([a-z0-9]+)$/.exec(path);
  return found ? { stem: found[1] ?? "", ending: found[2] ?? "" } : undefined;
}

/** The file of this build in the place of one of another build that cannot be had; parts of scripts go only with their own. */
export function standIn(path: string, files: string[]): string | undefined {
  const wanted = parts(path);
  if (!wanted || (wanted.ending === "js" && wanted.stem !== "app")) return undefined;
  return files.find((file) => {
    const own = parts(file);
    return own?.stem === wanted.stem && own.ending === wanted.ending;
  });
}

/** A page as it was at a time, which it says of itself; the page's script tells it to people. */
export const dated = (html: string, at: string): string => html.replace(/<html\b/, `<html data-kept="${at}"`);

/** A part of a page is the same page. */
export const withoutFragment = (url: string): string => url.split("#")[0] ?? url;

/** What a page may ask of the worker; nothing for anything else, or for an address that is not ours. */
export type Ask = { type: "keep" | "seen" | "drop"; url: string } | { type: "forget" };

/** Safari 16 has no `URL.canParse`. */
function parsed(url: string, base: string): URL | undefined {
  try {
    return new URL(url, base);
  } catch {
    return undefined;
  }
}

export function readAsk(data: unknown, origin: string): Ask | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const { type, url } = data as { type?: unknown; url?: unknown };
  if (type === "forget") return { type };
  if ((type !== "keep" && type !== "seen" && type !== "drop") || typeof url !== "string") return undefined;
  const whole = parsed(withoutFragment(url), origin);
  if (!whole) return undefined;
  return wayOf(whole, origin, true) === "page" ? { type, url: whole.href } : undefined;
}
