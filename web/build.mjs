// Bundles the front end into web/dist. Every name carries a hash of its content; manifest.json maps the
// logical names to them. `--tests` bundles tests/web into web/.test instead; `--watch` rebuilds on change.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { existsSync, watch } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { extraIcons } from "./icons.mjs";

const web = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(web);
const dist = path.join(web, "dist");
const modules = path.join(root, "node_modules");
const territories = path.join(root, "geodata", "territories");

/** The categories and sectors of taxonomy.toml: code, label, icon (and sector). */
async function taxonomy() {
  const file = path.join(root, "geodata", "taxonomy.toml");
  if (!existsSync(file)) return { icons: ["tool", "bike", "recycle", "users", "armchair-2"], sectors: [], categories: [] };
  const text = await readFile(file, "utf8");
  const field = (block, key) => new RegExp(`^${key}\\s*=\\s*"([^"]*)"`, "m").exec(block)?.[1];
  const tables = (name) =>
    text
      .split(/^(?=\[\[)/m)
      .filter((block) => block.startsWith(`[[${name}]]`))
      .map((block) => ({
        code: field(block, "code"),
        label: field(block, "label_fr"),
        icon: field(block, "icon"),
        sector: field(block, "sector"),
      }));
  const icons = [...text.matchAll(/^icon\s*=\s*"([^"]+)"/gm)].map((match) => match[1]);
  return { icons, sectors: tables("sectors"), categories: tables("categories") };
}

const hash = (content) => createHash("sha256").update(content).digest("hex").slice(0, 10).toUpperCase();

/** Writes one hashed file and notes it in the manifest. */
async function emit(manifest, logical, content) {
  const dot = logical.lastIndexOf(".");
  const name = `${logical.slice(0, dot)}.${hash(content)}${logical.slice(dot)}`;
  await writeFile(path.join(dist, name), content);
  manifest[logical] = name;
}

/** One SVG sprite of the outline icons in use, one symbol each. */
async function sprite(names) {
  const symbols = [];
  for (const name of [...new Set(names)].sort()) {
    const file = path.join(modules, "@tabler/icons/icons/outline", `${name}.svg`);
    if (!existsSync(file)) throw new Error(`there is no Tabler outline icon named “${name}”`);
    const svg = await readFile(file, "utf8");
    const body = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
    const inner = body.replace(/<!--[\s\S]*?-->/g, "").replace(/\s*\n\s*/g, "").trim();
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

/** Outlines with three decimals (100 m) and no repeated point; a shared border stays shared. */
function trim(collection, keep, properties) {
  const ring = (points) => {
    const out = [];
    for (const [x, y] of points) {
      const point = [Math.round(x * 1000) / 1000, Math.round(y * 1000) / 1000];
      const last = out.at(-1);
      if (!last || last[0] !== point[0] || last[1] !== point[1]) out.push(point);
    }
    return out;
  };
  const features = collection.features.filter(keep).map((feature) => {
    const { type, coordinates } = feature.geometry;
    const parts = type === "Polygon" ? [coordinates] : coordinates;
    return {
      type: "Feature",
      properties: properties(feature.properties),
      geometry: {
        type: "MultiPolygon",
        coordinates: parts.map((rings) => rings.map(ring).filter((r) => r.length > 3)).filter((rings) => rings.length > 0),
      },
    };
  });
  return JSON.stringify({ type: "FeatureCollection", features });
}

/** The printed backdrop: departments with their region, and the neighbouring countries. */
async function backdrop(manifest) {
  const departments = path.join(territories, "departments.geojson");
  if (existsSync(departments)) {
    const regions = new Map();
    const table = path.join(territories, "departments.csv");
    if (existsSync(table)) {
      const [head, ...rows] = (await readFile(table, "utf8")).trim().split(/\r?\n/);
      const columns = head.split(",");
      for (const row of rows) {
        const cells = row.split(",");
        regions.set(cells[columns.indexOf("code")], cells[columns.indexOf("region")]);
      }
    }
    const data = JSON.parse(await readFile(departments, "utf8"));
    const kept = trim(data, () => true, ({ code, name }) => ({ code, name, region: regions.get(code) ?? null }));
    await emit(manifest, "departments.geojson", kept);
  }
  const neighbours = path.join(territories, "neighbours.geojson");
  if (existsSync(neighbours)) {
    const data = JSON.parse(await readFile(neighbours, "utf8"));
    await emit(manifest, "neighbours.geojson", trim(data, () => true, ({ code }) => ({ code })));
  }
}

const define = ({ categories, sectors }) => ({
  __CATEGORIES__: JSON.stringify(categories.map(({ code, label, icon, sector }) => ({ code, label, icon, sector }))),
  __SECTORS__: JSON.stringify(sectors.map(({ code, label, icon }) => ({ code, label, icon }))),
});

async function build() {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  const manifest = {};
  const terms = await taxonomy();
  await emit(manifest, "sprite.svg", await sprite([...terms.icons, ...extraIcons]));
  await copyFile(path.join(web, "favicon.svg"), path.join(dist, "favicon.svg"));
  manifest["favicon.svg"] = "favicon.svg";
  await backdrop(manifest);
  const result = await esbuild.build({
    entryPoints: {
      app: path.join(web, "src/main.ts"),
      "app-style": path.join(web, "styles/app.css"),
      "map-style": path.join(web, "styles/map.css"),
    },
    bundle: true,
    splitting: true,
    format: "esm",
    target: ["es2022", "safari16"],
    minify: true,
    sourcemap: false,
    metafile: true,
    outdir: dist,
    entryNames: "[name].[hash]",
    chunkNames: "[name].[hash]",
    assetNames: "[name].[hash]",
    loader: { ".woff2": "file", ".png": "dataurl" },
    define: define(terms),
    legalComments: "linked",
    logLevel: "warning",
  });
  for (const [file, output] of Object.entries(result.metafile.outputs)) {
    const name = path.basename(file);
    const entry = output.entryPoint ? path.basename(output.entryPoint) : "";
    if (name.endsWith(".LEGAL.txt")) continue;
    if (entry === "main.ts") manifest["app.js"] = name;
    else if (entry === "app.css") manifest["app.css"] = name;
    else if (entry === "map.css") manifest["map.css"] = name;
    else if (entry === "map.ts") manifest["map.js"] = name;
    else if (name.startsWith("bricolage")) manifest["bricolage.woff2"] = name;
    else if (name.startsWith("atkinson")) manifest["atkinson.woff2"] = name;
  }
  await writeFile(path.join(dist, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
  const total = Object.keys(manifest).length;
  console.log(`web/dist: ${total} files (${Object.values(manifest).join(", ")})`);
}

async function tests() {
  const out = path.join(web, ".test");
  await rm(out, { recursive: true, force: true });
  const folder = path.join(root, "tests", "web");
  const entryPoints = (await readdir(folder)).filter((f) => f.endsWith(".test.ts")).map((f) => path.join(folder, f));
  await esbuild.build({
    entryPoints,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    outdir: out,
    outExtension: { ".js": ".mjs" },
    define: define(await taxonomy()),
    logLevel: "warning",
  });
}

if (process.argv.includes("--tests")) {
  await tests();
} else {
  await build();
  if (process.argv.includes("--watch")) {
    let timer;
    for (const folder of ["src", "styles"]) {
      watch(path.join(web, folder), { recursive: true }, () => {
        clearTimeout(timer);
        timer = setTimeout(() => build().catch((error) => console.error(error.message)), 80);
      });
    }
  }
}
