// Frame times while the map is dragged and zoomed, with its motion, on a processor that is made four times slower (the
// page's main thread; the browser slows no other). Each is done twice, as counting the frames in the page disturbs them:
//
// - "wanted": nothing runs in the page but its own. Chromium reports each frame at 60 a second (PipelineReporter in its
//   trace): whether one was wanted, as something moved or had changed, and whether it came. Frames in which nothing was
//   to be seen count neither as good nor as missed; one that came without all that was wanted counts as missed where
//   Chromium says that it shows. Told is the time from one frame that came to the next, within a stretch without rest.
// - "asked": the page asks for each frame (requestAnimationFrame), also while nothing moves: the time from one answer to
//   the next, which tells how soon the page would answer a finger, and what its main thread worked meanwhile.
import { spawn } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import type { CDPSession, Page } from "@playwright/test";

/** From one frame to the next at 60 a second, in milliseconds. */
const FRAME = 1000 / 60;
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
  args?: { name?: string; frame_reporter?: Reported };
}

/** What Chromium reports of a frame. */
interface Reported {
  frame_sequence: number;
  layer_tree_host_id: number;
  state: "STATE_NO_UPDATE_DESIRED" | "STATE_PRESENTED_ALL" | "STATE_PRESENTED_PARTIAL" | "STATE_DROPPED";
  affects_smoothness: boolean;
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

/** The main thread of the page: the one of its kind that had the most to do. */
function mainThread(events: TraceEvent[]): TraceEvent | undefined {
  const busy = (thread: TraceEvent) => events.filter((e) => e.pid === thread.pid && e.name === "Layerize").length;
  return events.filter((e) => e.name === "thread_name" && e.args?.name === "CrRendererMain").sort((a, b) => busy(b) - busy(a))[0];
}

/** Work of the page's main thread in each frame: the tasks between two beginnings of a frame, in milliseconds. */
function workPerFrame(events: TraceEvent[]): number[] {
  const main = mainThread(events);
  const own = events.filter((e) => e.pid === main?.pid && e.tid === main?.tid);
  const begins = own.filter((e) => e.name === "FireAnimationFrame").map((e) => e.ts).sort((a, b) => a - b);
  const frames = begins.filter((ts, i) => i === 0 || ts - (begins[i - 1] ?? 0) > 2000);
  const tasks = own.filter((e) => e.name === "RunTask" || e.name === "ThreadControllerImpl::RunTask").filter((e) => e.ph === "X");
  return frames.slice(0, -1).map((from, i) => {
    const to = frames[i + 1] ?? from;
    return tasks.filter((t) => t.ts + (t.dur ?? 0) > from && t.ts < to).reduce((sum, t) => sum + Math.min(to, t.ts + (t.dur ?? 0)) - Math.max(from, t.ts), 0) / 1000;
  });
}

/** Times from one frame that came to the next in milliseconds, while frames were wanted one after the other; and how many were missed. */
function wantedFrames(events: TraceEvent[]): { deltas: number[]; wanted: number; missed: number } {
  const main = mainThread(events);
  const frames = new Map<number, { ts: number; missed: boolean }>();
  for (const { pid, ts, args } of events) {
    const report = pid === main?.pid ? args?.frame_reporter : undefined;
    if (!report || report.state === "STATE_NO_UPDATE_DESIRED") continue;
    // A frame whose parts from the page and from the compositor come apart is reported twice, and both must have come.
    const missed = report.state === "STATE_DROPPED" || (report.state === "STATE_PRESENTED_PARTIAL" && report.affects_smoothness);
    const former = frames.get(report.frame_sequence);
    frames.set(report.frame_sequence, { ts: Math.min(ts, former?.ts ?? ts), missed: missed || (former?.missed ?? false) });
  }
  const all = [...frames.entries()].sort(([a], [b]) => a - b);
  const deltas: number[] = [];
  let came: number | undefined;
  let last: number | undefined;
  for (const [sequence, { ts, missed }] of all) {
    // After a rest the first frame has none before it but the moment before it was wanted.
    if (last === undefined || sequence !== last + 1) came = ts - FRAME * 1000;
    last = sequence;
    if (missed) continue;
    if (came !== undefined) deltas.push((ts - came) / 1000);
    came = ts;
  }
  return { deltas, wanted: all.length, missed: all.filter(([, f]) => f.missed).length };
}

async function trace(session: CDPSession, name: string, act: () => Promise<void>): Promise<TraceEvent[]> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: unknown[] }) => void events.push(...(value as TraceEvent[]));
  session.on("Tracing.dataCollected", collect);
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["devtools.timeline", "disabled-by-default-devtools.timeline", "disabled-by-default-devtools.timeline.frame", "toplevel"] } });
  await act();
  const complete = new Promise((done) => session.once("Tracing.tracingComplete", done));
  await session.send("Tracing.end");
  await complete;
  session.off("Tracing.dataCollected", collect);
  const folder = process.env["BOUCLE_FRAMES_TRACES"];
  if (folder) await writeFile(path.join(folder, `${name}.json`), JSON.stringify(events));
  return events;
}

/** The page asks for each frame while something is done: the times between the answers, in milliseconds. */
async function asking(page: Page, act: () => Promise<void>): Promise<number[]> {
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
  return times.slice(1).map((t, i) => t - (times[i] ?? 0));
}

const PARTS = ["FunctionCall", "Layout", "UpdateLayoutTree", "Paint", "PrePaint", "Layerize", "Commit", "HitTest", "EventDispatch", "FireAnimationFrame", "TimerFire", "ParseHTML", "RunMicrotasks", "MinorGC", "MajorGC"];

/** What the main thread spent its time on, the most first. */
function parts(events: TraceEvent[]): string {
  const main = mainThread(events);
  const sums = new Map<string, number>();
  for (const e of events) if (e.pid === main?.pid && e.tid === main.tid && PARTS.includes(e.name)) sums.set(e.name, (sums.get(e.name) ?? 0) + (e.dur ?? 0) / 1000);
  return [...sums].sort((a, b) => b[1] - a[1]).map(([name, ms]) => `${name} ${ms.toFixed(0)} ms`).join(", ");
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
      const name = `${info.project.name}-${what}`;
      const quiet = await trace(session, name, act);
      const { deltas, wanted, missed } = wantedFrames(quiet);
      console.log(told(`${what}: wanted`, deltas));
      console.log(`  ${wanted} frames wanted, ${missed} missed (${((100 * missed) / wanted).toFixed(1)} %); ${parts(quiet)}`);
      let asked: number[] = [];
      const work = workPerFrame(await trace(session, `${name}-asked`, async () => void (asked = await asking(page, act))));
      console.log(told(`${what}: asked`, asked));
      console.log(told(`${what}: main thread's work, asked`, work));
      expect(work.length, "the trace has frames").toBeGreaterThan(20);
    }
  } finally {
    await stop();
  }
});
