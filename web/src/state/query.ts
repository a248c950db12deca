/** The filters in the address. Pure. */

/** Parameters that the map's own requests do not carry. */
const NOT_FILTERS = ["ou", "cursor", "sort", "limit", "place"];
const KNOWN = ["q", "near", "radius", "bbox", "territory", "category", "sector", "action", "object", "label", "ess", "open_at", "open_on"];

/** The filters of a page's address, for the API, which refuses what it does not know. */
export function filters(search: string): URLSearchParams {
  const out = new URLSearchParams();
  for (const [key, value] of new URLSearchParams(search)) {
    if (KNOWN.includes(key) && !NOT_FILTERS.includes(key) && value !== "") out.append(key, value);
  }
  return out;
}

/** The address with a box instead of a place. */
export function withBox(search: string, box: string): string {
  const out = new URLSearchParams(search);
  for (const key of ["near", "radius", "ou", "cursor", "territory"]) out.delete(key);
  out.set("bbox", box);
  return `?${out.toString()}`;
}
