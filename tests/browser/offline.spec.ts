import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import type { Page } from "@playwright/test";
import { test as base, expect, mapReady } from "./base.ts";

/** A line to the server that can be cut. The browser's own "offline" does not reach what it fetches ahead of a worker. */
class Line {
  private readonly open = new Set<Socket>();
  private port = 0;
  private most = Infinity;
  private readonly server = createServer((near) => {
    const far = connect(this.to);
    for (const [one, other] of [[near, far], [far, near]] as const) {
      this.open.add(one);
      if (one === far) this.pass(far, near);
      else one.pipe(other);
      one.on("error", () => one.destroy());
      one.on("close", () => {
        this.open.delete(one);
        other.destroy();
      });
    }
  });

  constructor(private readonly to: number) {}

  /** From now on each connection gives this many bytes and breaks. */
  breakAfter(bytes: number): void {
    this.most = bytes;
    for (const socket of this.open) socket.destroy();
  }

  private pass(from: Socket, to: Socket): void {
    let left = this.most;
    from.on("data", (bytes) => {
      to.write(bytes.subarray(0, left));
      left -= bytes.length;
      if (left <= 0) to.destroySoon();
    });
    from.on("end", () => to.end());
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async mend(): Promise<void> {
    await new Promise<void>((done) => this.server.listen(this.port, "127.0.0.1", done));
    this.port = (this.server.address() as AddressInfo).port;
  }

  async cut(): Promise<void> {
    const closed = new Promise((done) => this.server.close(done));
    for (const socket of this.open) socket.destroy();
    await closed;
  }
}

const test = base.extend<{ line: Line }>({
  line: async ({}, use) => {
    const line = new Line(Number(new URL(process.env["BOUCLE_URL"] ?? "").port));
    await line.mend();
    await use(line);
    await line.cut();
  },
  baseURL: async ({ line }, use) => use(line.url),
});

// What fails without a connection says so in the console.
test.use({ serviceWorkers: "allow", mayFail: [/net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|CONTENT_LENGTH_MISMATCH|INCOMPLETE_CHUNKED_ENCODING|FAILED)|Failed to (load resource|fetch)/] });

/** The worker answers for the page, and has seen it. */
async function seen(page: Page, address: string): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await expect.poll(() => page.evaluate(async (url) => {
    for (const name of await caches.keys()) if (/-(pages|kept)-/.test(name) && (await (await caches.open(name)).match(url))) return true;
    return false;
  }, address), { message: `${address} is kept`, timeout: 15_000 }).toBe(true);
}

/** What the worker keeps of an address; empty when it is nothing. */
const copy = (page: Page, address: string) => page.evaluate(async (url) => {
  for (const name of await caches.keys()) {
    const found = /-(pages|kept)-/.test(name) && (await (await caches.open(name)).match(url, { ignoreVary: true }));
    if (found) return found.text();
  }
  return "";
}, address);

test("home and a seen sheet can be read without a connection, an unseen page says so", async ({ page, line }) => {
  test.setTimeout(90_000);
  await page.goto("/");
  await mapReady(page);
  await seen(page, "/");
  const card = page.locator("#results .card h3 a").first();
  const [name, sheet] = [(await card.innerText()).trim(), (await card.getAttribute("href")) ?? ""];
  await page.goto(sheet);
  await seen(page, sheet);
  const unseen = "/structures/une-fiche-jamais-vue";
  await line.cut();
  await page.goto("/");
  await expect(page.locator(".listhead h2")).toContainText("structure");
  await expect(page.locator(".copy-note")).toContainText("Pas de connexion");
  await page.goto(sheet);
  await expect(page.locator("h1")).toHaveText(name);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), "it is dressed").toBe("rgb(251, 248, 243)");
  await page.goto(unseen);
  await expect(page.locator("h1")).toHaveText("Pas de connexion");
  await expect(page.locator("#kept-pages a")).toContainText(["Accueil", name]);
  await page.locator("#kept-pages a", { hasText: name }).click();
  await expect(page.locator("h1")).toHaveText(name);
  await page.goBack();
  await page.getByRole("button", { name: "Effacer ce qui est gardé" }).click();
  await expect(page.locator("#kept-pages a")).toHaveCount(0);
  await expect(page.getByText("Rien n’est encore gardé")).toBeVisible();
  await page.goto(sheet);
  await expect(page.locator("h1")).toHaveText("Pas de connexion");
  await line.mend();
  await page.getByRole("button", { name: "Réessayer" }).click();
  await expect(page.locator("h1")).toHaveText(name);
});

test("a favourite is kept when the page says so, and let go of", async ({ page, line }) => {
  await page.goto("/");
  await seen(page, "/");
  const hrefs = await page.locator("#results .card h3 a").evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
  const url = hrefs[2] ?? "";
  const post = (type: string) => page.evaluate((message) => navigator.serviceWorker.controller?.postMessage(message), { type, url });
  await post("keep");
  await seen(page, url);
  await line.cut();
  await page.goto(url);
  await expect(page.locator("h1")).not.toHaveText("Pas de connexion");
  await line.mend();
  await page.goto("/");
  await post("drop");
  const kept = () => page.evaluate(async (address) => {
    for (const name of await caches.keys()) if (name.includes("-kept-") && (await (await caches.open(name)).match(address))) return true;
    return false;
  }, url);
  await expect.poll(kept).toBe(false);
});

test("a structure that was starred in a list at once can be read without a connection, though its sheet was never opened", async ({ page, line }) => {
  await page.goto("/");
  const card = page.locator("#results .card").nth(3);
  const [name, url] = [(await card.locator("h3").innerText()).trim(), (await card.locator("h3 a").getAttribute("href")) ?? ""];
  await card.locator(".star").click();
  await seen(page, url);
  await line.cut();
  await page.goto(url);
  await expect(page.locator("h1")).toHaveText(name);
  await line.mend();
});

test("a structure that is a favourite no more is not kept, in either language", async ({ page, line }) => {
  await page.goto("/");
  const card = page.locator("#results .card").nth(3);
  const url = (await card.locator("h3 a").getAttribute("href")) ?? "";
  const name = (await card.locator("h3").innerText()).trim();
  await card.locator(".star").click();
  await seen(page, url);
  await page.evaluate((address) => navigator.serviceWorker.controller?.postMessage({ type: "keep", url: address }), `/en${url}`);
  await seen(page, `/en${url}`);
  await card.locator(".star").click();
  for (const address of [url, `/en${url}`]) await expect.poll(() => copy(page, address)).toBe("");
  await line.cut();
  await page.goto(url);
  await expect(page.locator("h1")).toHaveText("Pas de connexion");
  await expect(page.locator("#kept-pages a").first()).toBeVisible();
  await expect(page.locator("#kept-pages a", { hasText: name })).toHaveCount(0);
});

test("a list from the device that takes its place in the page says so, and the next one from the server does not", async ({ page, line }) => {
  await page.goto("/?action=donner");
  await mapReady(page);
  await seen(page, "/?action=donner");
  await page.goto("/?action=reparer");
  await mapReady(page);
  await seen(page, "/?action=reparer");
  // As a chip of the list leads there.
  const follow = (address: string) => page.locator("#filters a.chip").first().evaluate((link: HTMLAnchorElement, to) => {
    link.href = to;
    link.click();
  }, address);
  await line.cut();
  await follow("/?action=donner");
  await expect(page).toHaveURL(/\?action=donner$/);
  await expect(page.locator(".copy-note")).toContainText("Pas de connexion");
  await line.mend();
  await follow("/?action=reparer");
  await expect(page).toHaveURL(/\?action=reparer$/);
  await expect(page.locator(".copy-note")).toHaveCount(0);
});

test("a page that breaks off on its way leaves the copy that there is", async ({ page, line }) => {
  await page.goto("/");
  await mapReady(page);
  await seen(page, "/");
  const whole = (await copy(page, "/")).length;
  line.breakAfter(6000);
  const came = await page.evaluate(async () => (await fetch("/?quoi=", { headers: { Accept: "text/html" } })).text().then(() => "whole", () => "broken"));
  expect(came, "it breaks").toBe("broken");
  await page.evaluate(async () => (await fetch("/", { headers: { Accept: "text/html" } })).text().catch(() => ""));
  line.breakAfter(Infinity);
  // Another page is kept: what the former one set off is over.
  await page.evaluate(() => fetch("/sources", { headers: { Accept: "text/html" } }).then((r) => r.text()));
  await seen(page, "/sources");
  expect((await copy(page, "/")).length).toBe(whole);
});

test("a store that fails leaves the network", async ({ page, context }) => {
  await page.goto("/");
  await mapReady(page);
  await seen(page, "/");
  await context.serviceWorkers()[0]?.evaluate(() => {
    caches.open = () => Promise.reject(new DOMException("broken", "UnknownError"));
  });
  await page.goto("/?action=reparer");
  await expect(page.locator(".listhead h2")).toContainText("structure");
  // Style, script, map and marks, too.
  await mapReady(page);
  await expect(page.locator(".mark").first()).toBeAttached();
});

test("a new build takes over: its worker, its files, and no cache of the former one", async ({ page }) => {
  await page.goto("/");
  await seen(page, "/");
  const names = () => page.evaluate(() => caches.keys());
  // What a former build would have left behind.
  await page.evaluate(async () => {
    await (await caches.open("boucle-shell-0000000000")).put("/assets/app.00000000.js", new Response("throw 1"));
    const old = await caches.open("boucle-pages-0000000000");
    await old.put("/sources", new Response("<html><title>Sources</title><h1>Sources</h1>", { headers: { "Content-Type": "text/html" } }));
    for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
  });
  await page.reload();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await expect.poll(async () => (await names()).filter((name) => name.endsWith("-0000000000"))).toEqual([]);
  await seen(page, "/sources");
  const registered = await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.scriptURL);
  expect(registered).toMatch(/\/sw\.js$/);
});

test("files with a hash are for ever, the worker never; the manifest is that of the language", async ({ page }) => {
  const head = async (url: string) => (await page.request.get(url)).headers();
  expect((await head("/sw.js"))["cache-control"]).toBe("no-cache");
  expect((await head("/sw.js"))["content-type"]).toContain("javascript");
  for (const [home, lang] of [["/", "fr"], ["/en/", "en"]] as const) {
    const html = await (await page.request.get(home)).text();
    const style = /href="(\/assets\/app-style[^"]+)"/.exec(html)?.[1] ?? "";
    expect((await head(style))["cache-control"]).toContain("immutable");
    const address = /rel="manifest" href="([^"]+)"/.exec(html)?.[1] ?? "";
    const answer = await page.request.get(address);
    expect(answer.headers()["content-type"]).toBe("application/manifest+json");
    const manifest = (await answer.json()) as { lang: string; start_url: string; icons: { src: string; sizes: string; purpose: string }[] };
    expect([manifest.lang, manifest.start_url]).toEqual([lang, home]);
    expect(manifest.icons.map((i) => i.purpose)).toContain("maskable");
    for (const icon of manifest.icons) {
      const png = await (await page.request.get(icon.src)).body();
      // Width and height of a PNG stand in its first chunk.
      expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(icon.sizes);
    }
  }
});
