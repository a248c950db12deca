// Lighthouse looks at each kind of page as on a phone of the middle class; the median of three runs counts.
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";

const RUNS = 3;
const LEAST: Record<string, number> = { performance: 95, accessibility: 100, "best-practices": 100, seo: 100 };
const TIMES: Record<string, string> = {
  "first-contentful-paint": "FCP",
  "largest-contentful-paint": "LCP",
  "total-blocking-time": "TBT",
  "cumulative-layout-shift": "CLS",
  "speed-index": "SI",
};
const program = path.resolve("tests/lighthouse/node_modules/.bin/lighthouse");
const chromium = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

interface Audit {
  score: number | null;
  scoreDisplayMode: string;
  title: string;
  displayValue?: string;
  numericValue?: number;
}
interface Report {
  categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, Audit>;
  runtimeError?: { message: string };
}

async function report(url: string, file: string): Promise<Report> {
  const flags = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
  const done = spawnSync(program, [url, "--quiet", "--no-enable-error-reporting", "--output=json", `--output-path=${file}`, `--chrome-flags=${flags}`], { encoding: "utf8", env: { ...process.env, CHROME_PATH: chromium } });
  if (done.status !== 0) throw new Error(`lighthouse ${url}: ${done.error?.message ?? done.stderr}`);
  const read = JSON.parse(await readFile(file, "utf8")) as Report;
  if (read.runtimeError) throw new Error(`lighthouse ${url}: ${read.runtimeError.message}`);
  return read;
}

const median = (numbers: number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** What was found wanting, in one line each. */
function wanting(r: Report, category: string): string[] {
  const refs = r.categories[category]?.auditRefs.filter((ref) => ref.weight > 0) ?? [];
  return refs.flatMap(({ id }) => {
    const audit = r.audits[id];
    return audit && audit.score !== null && audit.score < 1 ? [`${id}: ${audit.title}${audit.displayValue ? ` (${audit.displayValue})` : ""}`] : [];
  });
}

/** The address of the first sheet of the list, and that of a page about a commune. */
async function pages(origin: string): Promise<string[]> {
  const home = await (await fetch(origin)).text();
  const sheet = /href="(\/structures\/[^"?]+)"/.exec(home)?.[1];
  const map = await (await fetch(`${origin}/sitemaps/communes-1.xml`)).text();
  const about = /<loc>https?:\/\/[^/]+(\/[^<]+)<\/loc>/.exec(map)?.[1];
  if (sheet === undefined || about === undefined) throw new Error("the list has no sheet, or the site map no commune");
  return ["/", sheet, about, "/en/"];
}

test("scores", async () => {
  const origin = process.env["BOUCLE_TILES_URL"] ?? "";
  const folder = await mkdtemp(path.join(tmpdir(), "boucle-lighthouse-"));
  const short: string[] = [];
  try {
    for (const page of await pages(origin)) {
      const runs: Report[] = [];
      for (let i = 0; i < RUNS; i += 1) runs.push(await report(`${origin}${page}`, path.join(folder, "report.json")));
      const [last] = runs.slice(-1);
      if (!last) throw new Error("no run");
      const scores = Object.keys(LEAST).map((c) => [c, Math.round(100 * median(runs.map((r) => r.categories[c]?.score ?? 0)))] as const);
      const times = Object.entries(TIMES).map(([id, name]) => {
        const value = median(runs.map((r) => r.audits[id]?.numericValue ?? Number.NaN));
        return `${name} ${id === "cumulative-layout-shift" ? value.toFixed(3) : `${Math.round(value)} ms`}`;
      });
      console.log(`${page}\n  ${scores.map(([c, n]) => `${c} ${n}`).join(", ")}\n  ${times.join(", ")}`);
      for (const [category, score] of scores) {
        if (score < 100) for (const line of wanting(last, category)) console.log(`  ${category}: ${line}`);
        if (score < (LEAST[category] ?? 100)) short.push(`${page}: ${category} ${score}`);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  expect(short).toEqual([]);
});
