/** The page without a connection: what this device keeps, and how to erase it. */
import "../shared.ts";
import { icon } from "./icon.ts";
import { t } from "../state/words.ts";
import { kindOfCache, pageKind } from "../worker/rules.ts";
import { say } from "./say.ts";

export async function offline(list: HTMLElement): Promise<void> {
  const again = document.getElementById("again");
  // At its own address there is no page to try again.
  if (again && !location.pathname.endsWith("/hors-ligne")) {
    again.hidden = false;
    again.addEventListener("click", () => location.reload());
  }
  const pages = "caches" in window ? await kept() : [];
  const sprite = list.dataset["icon"] ?? "";
  list.replaceChildren(...pages.map(({ url, title, home }) => {
    const item = document.createElement("li");
    item.innerHTML = `${icon(sprite, home ? "map-2" : "arrow-right")}<div><a></a></div>`;
    const link = item.querySelector("a");
    if (link) {
      link.href = url;
      link.textContent = home ? t("offline-home") : title;
    }
    return item;
  }));
  const forget = document.getElementById("forget");
  const none = document.getElementById("kept-none");
  if (none) none.hidden = pages.length > 0;
  if (!forget || pages.length === 0) return;
  forget.hidden = false;
  forget.addEventListener("click", async () => {
    await Promise.all((await caches.keys()).filter((name) => kindOfCache(name) !== "shell" && kindOfCache(name)).map((name) => caches.delete(name)));
    list.replaceChildren();
    if (none) none.hidden = false;
    document.getElementById("contenu")?.focus();
    forget.hidden = true;
    say(t("offline-forgotten"));
  });
}

interface Page {
  url: string;
  title: string;
  home: boolean;
}

/** Pages of all caches, the last seen first, each once. */
async function kept(): Promise<Page[]> {
  const found = new Map<string, Page>();
  for (const name of await caches.keys()) {
    if (!["pages", "kept"].includes(kindOfCache(name) ?? "")) continue;
    const cache = await caches.open(name);
    for (const { url } of [...(await cache.keys())].reverse()) {
      const html = (await (await cache.match(url, { ignoreVary: true }))?.text()) ?? "";
      const title = new DOMParser().parseFromString(html, "text/html").title.replace(/ · [^·]*$/, "");
      if (!found.has(url)) found.set(url, { url, title, home: pageKind(new URL(url)) === "home" });
    }
  }
  return [...found.values()].sort((a, b) => Number(b.home) - Number(a.home));
}
