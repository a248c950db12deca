// Frame times while the map is dragged and zoomed, on a processor that is made four times slower. Two things are told:
// the time between two frames as a page sees them (requestAnimationFrame), which a machine without a graphics card
// spends on painting in software; and what the main thread worked between two frames, from the browser's own trace.
import { spawn } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import type { CDPSession, Page } from "@playwright/test";

const SLOWER = Number(process.env["BOUCLE_FRAMES_SLOWER"] ?? 4);
const binary = path.resolve(process.env["BOUCLE_BIN"] ?? "target/debug/boucle");

interface TraceEvent {
  name: string;
  cat: string;
  ph: string;
  ts: number;
  dur?: number;
  pid: number;
  tid: number;
  args?: { name?: string };
}

const at = (sorted: number[], share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** Median, 95th percentile and shares over one and two frames of 60 a second, of times in milliseconds. */
function told(what: string, times: number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const over = (ms: number) => `${((100 * sorted.filter((t) => t > ms).length) / sorted.length).toFixed(1)} %`;
  return `${what.padEnd(34)} ${String(sorted.length).padStart(4)} frames  median ${at(sorted, 0.5).toFixed(1)} ms  P95 ${at(sorted, 0.95).toFixed(1)} ms  worst ${at(sorted, 1).toFixed(1)} ms  over 16.7 ms ${over(16.7 + 0.5)}  over 33 ms ${over(33.4)}`;
}

async function serve(): Promise<{ url: string; stop: () => Promise<void> }> {
  const source = process.env["BOUCLE_FRAMES_DATABASE"];
  if (!source) throw new Error("BOUCLE_FRAMES_DATABASE names no database");
  const folder = await mkdtemp(path.join(tmpdir(), "boucle-frames-"));
  const [database, file] = [path.join(folder, "boucle.db"), path.join(folder, "port")];
  for (const end of ["", "-wal"]) if (existsSync(`${source}${end}`)) await copyFile(`${source}${end}`, `${database}${end}`);
  const child = spawn(binary, ["serve", "--database", `sqlite:${database}`, "--listen", "127.0.0.1:0", "--port-file", file, "--tiles-url", "none"], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  for (let i = 0; i < 1800; i += 1) {
    if (child.exitCode !== null) throw new Error(`boucle serve ended: ${said}`);
    const address = existsSync(file) ? (await readFile(file, "utf8")).trim() : "";
    if (address !== "") return {
      url: `http://${address}`,
      stop: async () => {
        const ended = new Promise((done) => child.once("exit", done));
        child.kill("SIGTERM");
        await ended;
        await rm(folder, { recursive: true, force: true });
      },
    };
    await new Promise((done) => setTimeout(done, 100));
  }
  child.kill();
  throw new Error(`boucle serve did not come up: ${said}`);
}

/** Work of the page's main thread in each frame: the tasks between two beginnings of a frame, in milliseconds. */
function workPerFrame(events: TraceEvent[]): number[] {
  const main = events.find((e) => e.name === "thread_name" && e.args?.name === "CrRendererMain" && events.some((o) => o.pid === e.pid && o.name === "FireAnimationFrame"));
  const own = events.filter((e) => e.pid === main?.pid && e.tid === main?.tid);
  const begins = own.filter((e) => e.name === "FireAnimationFrame").map((e) => e.ts).sort((a, b) => a - b);
  const frames = begins.filter((ts, i) => i === 0 || ts - (begins[i - 1] ?? 0) > 2000);
  const tasks = own.filter((e) => e.name === "RunTask" || e.name === "ThreadControllerImpl::RunTask").filter((e) => e.ph === "X");
  return frames.slice(0, -1).map((from, i) => {
    const to = frames[i + 1] ?? from;
    return tasks.filter((t) => t.ts + (t.dur ?? 0) > from && t.ts < to).reduce((sum, t) => sum + Math.min(to, t.ts + (t.dur ?? 0)) - Math.max(from, t.ts), 0) / 1000;
  });
}

async function traced(page: Page, session: CDPSession, act: () => Promise<void>): Promise<{ deltas: number[]; work: number[]; parts: Map<string, number> }> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: unknown[] }) => void events.push(...(value as TraceEvent[]));
  session.on("Tracing.dataCollected", collect);
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel"] } });
  await page.evaluate(() => {
    const times: number[] = [];
    const tick = (now: number) => {
      times.push(now);
      if (times.length < 20_000) (window as unknown as { ticking: number }).ticking = requestAnimationFrame(tick);
    };
    Object.assign(window, { times, ticking: requestAnimationFrame(tick) });
  });
  await act();
  const times = await page.evaluate(() => {
    cancelAnimationFrame((window as unknown as { ticking: number }).ticking);
    return (window as unknown as { times: number[] }).times;
  });
  const complete = new Promise((done) => session.once("Tracing.tracingComplete", done));
  await session.send("Tracing.end");
  await complete;
  session.off("Tracing.dataCollected", collect);
  const parts = new Map<string, number>();
  for (const e of events) if (["FunctionCall", "Layout", "UpdateLayoutTree", "Paint", "PrePaint", "Layerize", "Commit", "HitTest", "EventDispatch", "FireAnimationFrame", "TimerFire", "ParseHTML"].includes(e.name)) parts.set(e.name, (parts.get(e.name) ?? 0) + (e.dur ?? 0) / 1000);
  return { deltas: times.slice(1).map((t, i) => t - (times[i] ?? 0)), work: workPerFrame(events), parts };
}

test("panning and zooming", async ({ page }, info) => {
  const { url, stop } = await serve();
  try {
    const session = await page.context().newCDPSession(page);
    await page.goto(url);
    await expect(page.locator("#map[data-total]")).toBeAttached({ timeout: 60_000 });
    const total = await page.locator(".listhead h2").innerText();
    const box = await page.locator("#map").boundingBox();
    if (!box) throw new Error("no map");
    const [x, y] = [box.x + box.width * 0.5, box.y + Math.min(box.height * 0.25, 240)];
    await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    console.log(`\n${info.project.name}: ${total.replace(/\s+/g, " ")}, ${await page.locator(".mark").count()} marks, processor ${SLOWER} times slower`);
    const pan = async () => {
      for (let turn = 0; turn < 4; turn += 1) {
        await page.mouse.move(x, y);
        await page.mouse.down();
        for (let i = 1; i <= 40; i += 1) await page.mouse.move(x + (turn % 2 ? -1 : 1) * i * 4, y + (turn < 2 ? 1 : -1) * i * 2);
        await page.mouse.up();
        await page.waitForTimeout(500);
      }
    };
    const zoom = async () => {
      await page.mouse.move(x, y);
      for (const by of [-240, -240, -240, 240, 240, 240]) {
        await page.mouse.wheel(0, by);
        await page.waitForTimeout(900);
      }
    };
    for (const [what, act] of [["pan", pan], ["zoom", zoom]] as const) {
      const { deltas, work, parts } = await traced(page, session, act);
      console.log(told(`${what}: between frames`, deltas));
      console.log(told(`${what}: main thread's work per frame`, work));
      console.log(`  of it: ${[...parts].sort((a, b) => b[1] - a[1]).map(([name, ms]) => `${name} ${ms.toFixed(0)} ms`).join(", ")}`);
      expect(work.length, "the trace has frames").toBeGreaterThan(20);
    }
  } finally {
    await stop();
  }
});
