// Bundles the front end into web/dist. Every name carries a hash of its content; manifest.json maps the
// logical names to them. `--tests` bundles tests/web into web/.test instead; `--watch` rebuilds on change.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { existsSync, watch } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { backdrop, towns } from "./backdrop.mjs";
import { Resvg } from "@resvg/resvg-js";
import { extraIcons } from "./icons.mjs";

const web = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(web);
const dist = path.join(web, "dist");
const modules = path.join(root, "node_modules");
const territories = path.join(root, "geodata", "territories");

/** The categories and sectors of taxonomy.toml: code, labels, icon. */
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
        fr: field(block, "label_fr"),
        en: field(block, "label_en"),
        icon: field(block, "icon"),
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
    // Each has its square first, of which nothing is seen.
    const inner = body.replace(/<!--[\s\S]*?-->/g, "").replace(/<path stroke="none" d="M0 0h24v24H0z"[^>]*>/, "").replace(/\s*\n\s*/g, "").trim();
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24" overflow="visible">${inner}</symbol>`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

/** The mark as pictures for home screens: with round corners, and full where the system cuts its own shape. */
async function pictures(manifest) {
  const svg = await readFile(path.join(web, "favicon.svg"), "utf8");
  const paper = /<rect[^>]*fill="([^"]+)"/.exec(svg)?.[1];
  if (!paper) throw new Error("web/favicon.svg has no ground");
  // Systems may cut away all but a circle of four fifths: the mark shrinks into it.
  const full = svg.replace(/<rect[^>]*>/, `<rect width="34" height="34" fill="${paper}"/><g transform="translate(5.1 5.1) scale(.7)">`).replace("</svg>", "</g></svg>");
  for (const [name, source, width] of [["icon-192.png", svg, 192], ["icon-512.png", svg, 512], ["icon-maskable.png", full, 512], ["icon-180.png", full, 180]]) {
    await emit(manifest, name, new Resvg(source, { fitTo: { mode: "width", value: width } }).render().asPng());
  }
}

/** The service worker: it knows the files of this build, and its version is what they and itself are made of. */
async function worker(files) {
  const options = (version) => ({
    entryPoints: [path.join(web, "src/worker/sw.ts")],
    bundle: true,
    format: "iife",
    target: ["es2022", "safari16"],
    minify: true,
    write: false,
    define: { __VERSION__: JSON.stringify(version), __FILES__: JSON.stringify(files) },
    logLevel: "warning",
  });
  const draft = await esbuild.build(options(""));
  const result = await esbuild.build(options(hash(draft.outputFiles[0].contents)));
  await writeFile(path.join(dist, "sw.js"), result.outputFiles[0].contents);
}

/** What paints the backdrop beside the page: its name in the bundle. */
async function painter(manifest) {
  const result = await esbuild.build({
    entryPoints: [path.join(web, "src/worker/painter.ts")],
    bundle: true,
    format: "iife",
    target: ["es2022", "safari16"],
    minify: true,
    write: false,
    logLevel: "warning",
  });
  await emit(manifest, "painter.js", result.outputFiles[0].contents);
  return manifest["painter.js"];
}

/** The printed backdrop and the names on it; see backdrop.mjs. */
async function printed(manifest) {
  for (const [name, content] of [["backdrop.json", await backdrop(territories)], ["towns.json", await towns(territories)]]) {
    if (content !== null) await emit(manifest, name, content);
  }
}

const define = ({ categories, sectors }) => ({
  __CATEGORIES__: JSON.stringify(categories.map(({ code, fr, en, icon }) => ({ code, fr, en, icon }))),
  __SECTORS__: JSON.stringify(sectors.map(({ code, fr, en, icon }) => ({ code, fr, en, icon }))),
});

/**
 * What each script that a page asks for takes with it, so that the browser can fetch all of it at once and not one
 * after the other: "app.parts", "map.parts" and so on, addresses with a space between them. The page's own script has
 * come before the others: they do not name its parts again.
 */
function parts(outputs) {
  const taken = (file, seen = new Set()) => {
    for (const { path: part, kind } of outputs[file].imports) {
      if (kind !== "import-statement" || seen.has(part)) continue;
      seen.add(part);
      taken(part, seen);
    }
    return seen;
  };
  const scripts = Object.entries(outputs).filter(([, output]) => output.entryPoint?.endsWith(".ts"));
  const named = new Map(scripts.map(([file, { entryPoint }]) => [path.basename(entryPoint, ".ts").replace(/^main$/, "app"), file]));
  const own = taken(named.get("app"));
  const whole = ["app", "map", "locator"].map((name) => [name, [...taken(named.get(name))].filter((part) => name === "app" || !own.has(part))]);
  // Addresses are made by putting "/assets/" before a name.
  return Object.fromEntries(whole.map(([name, files]) => [`${name}.parts`, files.map((file) => path.basename(file)).join(" /assets/")]));
}

/** Leaflet as modules, so that what no page uses of it stays out; its package names another file first. */
const leafletAsModules = {
  name: "leaflet-as-modules",
  setup: ({ onResolve }) => onResolve({ filter: /^leaflet$/ }, () => ({ path: path.join(modules, "leaflet/dist/leaflet-src.esm.js") })),
};

async function build() {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  const manifest = {};
  const terms = await taxonomy();
  await emit(manifest, "sprite.svg", await sprite([...terms.icons, ...extraIcons]));
  await copyFile(path.join(web, "favicon.svg"), path.join(dist, "favicon.svg"));
  manifest["favicon.svg"] = "favicon.svg";
  await printed(manifest);
  await pictures(manifest);
  const painting = { __PAINTER__: JSON.stringify(await painter(manifest)) };
  const result = await esbuild.build({
    entryPoints: {
      app: path.join(web, "src/main.ts"),
      "app-style": path.join(web, "styles/app.css"),
      "book-style": path.join(web, "styles/book.css"),
      "map-style": path.join(web, "styles/map.css"),
      "territories-style": path.join(web, "styles/territories.css"),
      "figures-style": path.join(web, "styles/figures.css"),
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
    // The pictures of Leaflet's style are those of markers and controls that no page has.
    loader: { ".woff2": "file", ".png": "empty" },
    plugins: [leafletAsModules],
    define: { ...define(terms), ...painting },
    legalComments: "linked",
    logLevel: "warning",
  });
  Object.assign(manifest, parts(result.metafile.outputs));
  for (const [file, output] of Object.entries(result.metafile.outputs)) {
    const name = path.basename(file);
    const entry = output.entryPoint ? path.basename(output.entryPoint) : "";
    if (name.endsWith(".LEGAL.txt")) continue;
    if (entry === "main.ts") manifest["app.js"] = name;
    else if (entry === "app.css") manifest["app.css"] = name;
    else if (entry === "book.css") manifest["book.css"] = name;
    else if (entry === "map.css") manifest["map.css"] = name;
    else if (entry === "territories.css") manifest["territories.css"] = name;
    else if (entry === "figures.css") manifest["figures.css"] = name;
    else if (entry === "map.ts") manifest["map.js"] = name;
    else if (name.startsWith("bricolage")) manifest["bricolage.woff2"] = name;
    else if (name.startsWith("atkinson")) manifest["atkinson.woff2"] = name;
  }
  await writeFile(path.join(dist, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
  // Pictures are the system's: a page shows none of them.
  const files = (await readdir(dist)).filter((name) => /\.[0-9A-Z]{8,}\.[a-z0-9]+$/.test(name) && !name.endsWith(".png"));
  await worker([...files, "favicon.svg"].sort());
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
