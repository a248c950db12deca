// The printed backdrop: land to fill, coasts and borders to draw, and the names of towns.
// Lines are whole numbers of thousandths of a degree, each point as its difference from the one before.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";

/** Points nearer than this to the other country's outline are a land border, not a coast; thousandths of a degree. */
const NEAR = 60;
/** Smallest towns that are named. */
const TOWN = 3500;

const parts = ({ geometry: { type, coordinates } }) => (type === "Polygon" ? [coordinates] : coordinates);

/** Rings in thousandths of a degree without repeated points; a shared border stays shared. */
function rings(feature) {
  const whole = (ring) => {
    const out = [];
    for (const [x, y] of ring) {
      const point = [Math.round(x * 1000), Math.round(y * 1000)];
      const last = out.at(-1);
      if (!last || last[0] !== point[0] || last[1] !== point[1]) out.push(point);
    }
    return out;
  };
  return parts(feature).map((polygon) => polygon.map(whole).filter((ring) => ring.length > 3)).filter((p) => p.length > 0);
}

const deltas = (line) => line.flatMap(([x, y], i) => (i === 0 ? [x, y] : [x - line[i - 1][0], y - line[i - 1][1]]));
const edge = (a, b) => (a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? `${a},${b}` : `${b},${a}`);

/** A grid of points, to ask whether one lies close by. */
function closeTo(lines) {
  const cells = new Set();
  for (const line of lines) {
    for (let i = 1; i < line.length; i += 1) {
      const [[ax, ay], [bx, by]] = [line[i - 1], line[i]];
      const steps = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / (NEAR / 2)));
      for (let s = 0; s <= steps; s += 1) {
        const x = Math.floor((ax + ((bx - ax) * s) / steps) / NEAR);
        const y = Math.floor((ay + ((by - ay) * s) / steps) / NEAR);
        for (let dx = -1; dx <= 1; dx += 1) for (let dy = -1; dy <= 1; dy += 1) cells.add(`${x + dx},${y + dy}`);
      }
    }
  }
  return ([x, y]) => cells.has(`${Math.floor(x / NEAR)},${Math.floor(y / NEAR)}`);
}

/** Runs of edges of one kind along a ring; `kind` answers with a text, or null to leave an edge out. */
function runs(ring, kind) {
  const out = [];
  for (let i = 1; i < ring.length; i += 1) {
    const now = kind(ring[i - 1], ring[i]);
    const last = out.at(-1);
    if (now !== null && last && last.kind === now && last.line.at(-1) === ring[i - 1]) last.line.push(ring[i]);
    else if (now !== null) out.push({ kind: now, line: [ring[i - 1], ring[i]] });
  }
  return out;
}

/** Where a name fits: the middle of the largest part. */
function middle(polygons) {
  let best = { area: 0, at: [0, 0] };
  for (const [ring] of polygons) {
    let [area, cx, cy] = [0, 0, 0];
    for (let i = 1; i < ring.length; i += 1) {
      const [[ax, ay], [bx, by]] = [ring[i - 1], ring[i]];
      const cross = ax * by - bx * ay;
      area += cross;
      cx += (ax + bx) * cross;
      cy += (ay + by) * cross;
    }
    if (Math.abs(area) > best.area) best = { area: Math.abs(area), at: [Math.round(cx / (3 * area)), Math.round(cy / (3 * area))] };
  }
  return best.at;
}

async function table(file) {
  const [head, ...rows] = (await readFile(file, "utf8")).trim().split(/\r?\n/);
  const columns = head.split(",");
  // A quoted cell may hold commas.
  const cells = (row) => [...row.matchAll(/("([^"]|"")*"|[^,]*)(,|$)/g)].map((m) => m[1].replace(/^"|"$/g, "").replaceAll('""', '"'));
  return rows.map((row) => Object.fromEntries(cells(row).slice(0, columns.length).map((cell, i) => [columns[i], cell])));
}

/** `backdrop.json`. */
export async function backdrop(folder) {
  const read = async (name) => JSON.parse(await readFile(path.join(folder, name), "utf8")).features;
  if (!existsSync(path.join(folder, "departments.geojson"))) return null;
  const regions = new Map((await table(path.join(folder, "departments.csv"))).map((d) => [d.code, d.region]));
  const departments = (await read("departments.geojson")).map((f) => ({ ...f.properties, region: regions.get(f.properties.code) ?? "", polygons: rings(f) }));
  const neighbours = (await read("neighbours.geojson")).map((f) => ({ code: f.properties.code, polygons: rings(f) }));
  const owners = new Map();
  for (const d of departments) {
    for (const ring of d.polygons.flat()) {
      for (let i = 1; i < ring.length; i += 1) {
        const key = edge(ring[i - 1], ring[i]);
        owners.set(key, [...(owners.get(key) ?? []), d]);
      }
    }
  }
  const french = closeTo(departments.flatMap((d) => d.polygons.flat()));
  const foreign = closeTo(neighbours.flatMap((n) => n.polygons.flat()));
  const coast = [];
  const borders = [];
  for (const d of departments) {
    for (const ring of d.polygons.flat()) {
      for (const run of runs(ring, (a, b) => {
        const both = owners.get(edge(a, b)) ?? [];
        if (both.length > 1) return both[0] === d ? both.map((o) => o.code).join(" ") : null;
        return foreign(a) && foreign(b) ? null : "coast";
      })) {
        if (run.kind === "coast") coast.push(deltas(run.line));
        else borders.push([...run.kind.split(" ").map((code) => regions.get(code) ?? ""), deltas(run.line)]);
      }
    }
  }
  const counts = new Map();
  for (const ring of neighbours.flatMap((n) => n.polygons.flat())) {
    for (let i = 1; i < ring.length; i += 1) {
      const key = edge(ring[i - 1], ring[i]);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  // The neighbours were cut by a frame: its sides are no coast.
  const all = neighbours.flatMap((n) => n.polygons.flat(2));
  const frame = [0, 1].map((axis) => [Math.min(...all.map((p) => p[axis])), Math.max(...all.map((p) => p[axis]))]);
  const onFrame = (a, b) => frame.some((sides, axis) => sides.some((side) => Math.abs(a[axis] - side) < 3 && Math.abs(b[axis] - side) < 3));
  for (const ring of neighbours.flatMap((n) => n.polygons.flat())) {
    for (const { line } of runs(ring, (a, b) => (counts.get(edge(a, b)) > 1 || onFrame(a, b) || (french(a) && french(b)) ? null : "coast"))) coast.push(deltas(line));
  }
  const packed = (polygons) => polygons.map((p) => p.map(deltas));
  return JSON.stringify({
    departments: departments.map(({ name, region, polygons }) => ({ name, region, at: middle(polygons), land: packed(polygons) })),
    neighbours: neighbours.map(({ polygons }) => packed(polygons)),
    coast,
    borders,
  });
}

/** `towns.json`: name, longitude and latitude in thousandths of a degree, the largest first. */
export async function towns(folder) {
  const file = path.join(folder, "communes.csv");
  if (!existsSync(file)) return null;
  const large = (await table(file)).filter((c) => Number(c.population) >= TOWN && c.lon !== "" && c.lat !== "");
  large.sort((a, b) => Number(b.population) - Number(a.population));
  return JSON.stringify(large.map((c) => [c.name.replaceAll("'", "’"), Math.round(Number(c.lon) * 1000), Math.round(Number(c.lat) * 1000)]));
}
