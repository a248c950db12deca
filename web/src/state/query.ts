/** The search as the address holds it. */
import { path, t } from "./words.ts";

/** Parameters that say where; a choice of place replaces all of them. */
const PLACE = ["near", "radius", "territory", "bbox", "ou"];
/** Parameters that say what. */
const WHAT = ["q", "object"];

/** One answer of `/api/v1/suggest`. */
export interface Suggestion {
  kind: string;
  code: string;
  label: string;
  detail?: string | null;
  lon?: number | null;
  lat?: number | null;
  slug?: string | null;
  icon?: string | null;
}

const without = (search: string, names: string[]): URLSearchParams => {
  const out = new URLSearchParams(search);
  for (const name of [...names, "cursor"]) out.delete(name);
  return out;
};

/** The page's address for some parameters. */
export function page(query: URLSearchParams): string {
  const text = query.toString();
  return path(text === "" ? "/" : `/?${text}`);
}

/** The place as one string: two searches with the same one show the same part of the map. */
export function placeKey(query: string): string {
  const all = new URLSearchParams(query);
  return PLACE.filter((name) => name !== "ou").map((name) => all.get(name) ?? "").join("|");
}

/** What the form asks when both fields were only typed in; a field that did not change keeps what it stood for. */
export function typed(search: string, what: { was: string; is: string }, where: { was: string; is: string }): URLSearchParams {
  const out = without(search, []);
  if (what.is.trim() !== what.was.trim()) {
    for (const name of WHAT) out.delete(name);
    if (what.is.trim()) out.set("q", what.is.trim());
  }
  if (where.is.trim() !== where.was.trim()) {
    for (const name of PLACE) out.delete(name);
    if (where.is.trim()) out.set("ou", where.is.trim());
  }
  return out;
}

/** The address of a thing, an activity or a structure that was chosen in "Quoi ?". */
export function chooseWhat(search: string, chosen: Suggestion): string {
  if (chosen.kind === "structure" && chosen.slug) return path(`/structures/${chosen.slug}`);
  const out = without(search, WHAT);
  if (chosen.kind === "search") {
    // A whole search, as a query string.
    for (const [name, value] of new URLSearchParams(chosen.code)) out.set(name, value);
  } else if (chosen.kind === "object" || chosen.kind === "category" || chosen.kind === "action") {
    out.delete(chosen.kind);
    out.set(chosen.kind, chosen.code);
  } else {
    out.set("q", chosen.label);
  }
  return page(out);
}

/** A commune is a circle of 10 km, an address one of 5 km, the other territories are themselves. */
export function chooseWhere(search: string, chosen: Suggestion): string {
  const out = without(search, PLACE);
  if (chosen.kind === "commune" && typeof chosen.lon === "number" && typeof chosen.lat === "number") {
    const postal = /^\d{5}/.exec(chosen.detail ?? "")?.[0];
    out.set("near", `${chosen.lon},${chosen.lat}`);
    out.set("radius", "10000");
    out.set("ou", postal ? `${chosen.label} (${postal})` : chosen.label);
  } else if (chosen.kind === "address" && typeof chosen.lon === "number" && typeof chosen.lat === "number") {
    out.set("near", `${chosen.lon},${chosen.lat}`);
    out.set("radius", "5000");
    out.set("ou", chosen.label);
  } else {
    out.set("territory", `${chosen.kind}:${chosen.code}`);
  }
  return page(out);
}

/** Around a position, rounded to about 100 m: the address may be shared. */
export function aroundMe(search: string, lon: number, lat: number): string {
  const out = without(search, PLACE);
  out.set("near", `${lon.toFixed(3)},${lat.toFixed(3)}`);
  out.set("radius", "10000");
  out.set("ou", t("place-here"));
  return page(out);
}

/** The middle of `west,south,east,north`, as a point; undefined when it is none. */
export function middle(bounds: string): string | undefined {
  const [west, south, east, north] = bounds.split(",").map(Number);
  if (west === undefined || south === undefined || east === undefined || north === undefined) return undefined;
  const turn = west > east ? 360 : 0;
  const lon = (west + east + turn) / 2;
  const at = [lon > 180 ? lon - 360 : lon, (south + north) / 2];
  return at.every(Number.isFinite) ? at.map((n) => n.toFixed(2)).join(",") : undefined;
}

/** A box of the map instead of a place. */
export function withBox(search: string, box: string): string {
  const out = without(search, PLACE);
  out.set("bbox", box);
  return page(out);
}
