/**
 * The service worker. The files of the build come from its cache by their hashed names; pages come from the network,
 * and as they were last seen where it does not answer. A new build is a new worker with caches of its own.
 */
import { MOST_MARKS, cacheName, dated, kindOfCache, offlinePage, outdated, readAsk, standIn, tooMany, wayOf, withoutFragment } from "./rules.ts";
import type { Ask, CacheKind } from "./rules.ts";

declare const self: ServiceWorkerGlobalScope;
/** Hash of the build, and its files. */
declare const __VERSION__: string;
declare const __FILES__: string[];

/** How long a page may take when there is an older one, in milliseconds. */
const PATIENCE = 4000;
const OFFLINE = ["/hors-ligne", "/en/hors-ligne"];
const FILES = __FILES__.map((name) => `/assets/${name}`);
/** Answers differ in how they are packed only. */
const ANY = { ignoreVary: true };

const cache = (kind: CacheKind) => caches.open(cacheName(kind, __VERSION__));
/** What is kept; nothing, too, where the store fails: there is the network. */
const found = (kind: CacheKind, what: RequestInfo): Promise<Response | undefined> =>
  cache(kind).then((own) => own.match(what, ANY)).catch(() => undefined);
/** Addresses that were let go of while they may still be on their way. */
const dropped = new Set<string>();

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  const ask = readAsk(event.data, self.location.origin);
  if (ask) event.waitUntil(obey(ask));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const page = request.mode === "navigate" || (request.headers.get("Accept") ?? "").includes("text/html");
  const url = new URL(request.url);
  const way = wayOf(url, self.location.origin, page);
  if (way === "file") event.respondWith(file(request, url));
  else if (way === "marks") event.respondWith(marks(request, event));
  else if (way === "page") event.respondWith(pageOf(request, url, event));
});

async function install(): Promise<void> {
  const shell = await cache("shell");
  await shell.addAll([...FILES, ...OFFLINE]);
  // Nothing to wait for: a page goes on with the files that it was written for, by their names.
  await self.skipWaiting();
}

/** Pages that other builds kept move over: the network is asked before them anyhow. Then the caches of those builds go. */
async function activate(): Promise<void> {
  const old = outdated(await caches.keys(), __VERSION__);
  for (const name of old) {
    const kind = kindOfCache(name);
    if (kind === "pages" || kind === "kept") await moveOver(await caches.open(name), await cache(kind));
  }
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function moveOver(from: Cache, to: Cache): Promise<void> {
  for (const request of await from.keys()) {
    const copy = await from.match(request, ANY);
    if (copy && !(await to.match(request, ANY))) await to.put(request, copy);
  }
}

async function obey(ask: Ask): Promise<void> {
  if (ask.type === "forget") {
    for (const kind of ["pages", "kept", "marks"] as const) await caches.delete(cacheName(kind, __VERSION__));
  } else if (ask.type === "drop") {
    dropped.add(ask.url);
    await (await cache("kept")).delete(ask.url, ANY);
  } else {
    const kind = ask.type === "keep" ? "kept" : "pages";
    if (kind === "kept") dropped.delete(ask.url);
    const answer = await fetch(ask.url, { headers: { Accept: "text/html" } }).catch(() => undefined);
    if (answer) await put(kind, ask.url, answer);
  }
}

/** Keeps a page; one that was led elsewhere, is an error or is no page is not. */
async function put(kind: "pages" | "kept", url: string, answer: Response): Promise<void> {
  const html = answer.headers.get("Content-Type")?.startsWith("text/html") ?? false;
  if (!answer.ok || !html) return;
  // All of it, before the former copy goes: it may break off on its way.
  const body = await answer.arrayBuffer();
  if (kind === "kept" && dropped.has(url)) return;
  const own = await cache(kind);
  // Anew at the end, so that the order is that of the last look; and without the mark of having been led here.
  await own.delete(url, ANY);
  await own.put(url, new Response(body, { headers: answer.headers }));
  if (kind === "pages") await trim(own);
}

async function trim(pages: Cache): Promise<void> {
  const urls = (await pages.keys()).map((request) => request.url);
  await Promise.all(tooMany(urls).map((url) => pages.delete(url, ANY)));
}

async function file(request: Request, url: URL): Promise<Response> {
  const own = await found("shell", url.pathname);
  if (own) return own;
  const other = standIn(url.pathname, FILES);
  const answer = await fetch(request).catch(() => undefined);
  if (answer?.ok) return answer;
  return (other ? await found("shell", other) : undefined) ?? answer ?? Response.error();
}

async function marks(request: Request, event: FetchEvent): Promise<Response> {
  try {
    const answer = await fetch(request);
    if (answer.ok) event.waitUntil(keepMarks(request, answer.clone()).catch(() => undefined));
    return answer;
  } catch (error) {
    const copy = await found("marks", request);
    if (copy) return copy;
    throw error;
  }
}

async function keepMarks(request: Request, answer: Response): Promise<void> {
  const own = await cache("marks");
  await own.delete(request, ANY);
  await own.put(request, answer);
  const all = await own.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST_MARKS)).map((old) => own.delete(old, ANY)));
}

/** The page from the network; where that does not answer in time, as it was last seen; else the page that says so. */
async function pageOf(request: Request, url: URL, event: FetchEvent): Promise<Response> {
  const address = withoutFragment(url.href);
  const coming = fetch(request);
  event.waitUntil(coming.then((answer) => put("pages", address, answer.clone())).catch(() => undefined));
  const copy = await seen(address);
  try {
    return copy ? await inTime(coming) : await coming;
  } catch (error) {
    if (copy) return lastSeen(copy);
    // A script of ours says by itself that nothing came.
    if (request.mode !== "navigate") throw error;
    return (await found("shell", offlinePage(url))) ?? Response.error();
  }
}

async function seen(address: string): Promise<Response | undefined> {
  const [pages, kept] = [await found("pages", address), await found("kept", address)];
  const at = (answer: Response | undefined) => Date.parse(answer?.headers.get("Date") ?? "") || 0;
  return at(kept) > at(pages) ? kept : (pages ?? kept);
}

function inTime(coming: Promise<Response>): Promise<Response> {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new Error("late")), PATIENCE);
    coming.then(done, failed).finally(() => clearTimeout(timer));
  });
}

async function lastSeen(copy: Response): Promise<Response> {
  const at = new Date(copy.headers.get("Date") ?? Date.now());
  const headers = new Headers(copy.headers);
  headers.delete("Content-Length");
  headers.delete("Content-Encoding");
  return new Response(dated(await copy.text(), at.toISOString()), { headers });
}
