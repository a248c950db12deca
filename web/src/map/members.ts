/** The structures that a ring stands for, one by one. */
import { get } from "../api/client.ts";
import { boxNear, intersect, parseBox, rolled, unrolled } from "../geo/bounds.ts";
import { around, cells, together, within } from "../geo/fan.ts";
import type { Placed } from "./marks.ts";

/** Structures whose marks would touch at the last zoom are in one place, in pixels. */
const ONE_PLACE = 40;

interface Answer {
  features: {
    geometry: { coordinates: [number, number] } | null;
    properties: { slug: string; name: string; categories: string[]; sector?: string | null };
  }[];
}

/** Exactly those that a ring counts; null when they do not come, or do not add up to its number; undefined when another ring's are asked for meanwhile. */
export async function members(ring: Placed, query: string, zoom: number): Promise<Placed[] | null | undefined> {
  const own = cells(ring.parts, zoom);
  const all = new URLSearchParams(query);
  const asked = parseBox(all.get("bbox"));
  const whole = around(own);
  const box = asked ? intersect(boxNear(unrolled(asked), whole[0]), whole) : whole;
  if (!box) return null;
  all.set("bbox", rolled(box).map((v) => v.toFixed(6)).join(","));
  all.set("limit", "1000");
  const answer = await get<Answer>("members", `/api/v1/structures?${all.toString()}`);
  if (answer === undefined) return undefined;
  const found = (answer?.features ?? []).flatMap(({ geometry, properties: p }): Placed[] => {
    const at = geometry?.coordinates;
    // The box around several cells may hold others' structures.
    if (!at || !own.some((cell) => within(at, cell))) return [];
    const text = at.join(",");
    return [{ x: 0, y: 0, at: text, parts: [text], count: 1, sectors: p.sector ? { [p.sector]: 1 } : {}, slug: p.slug, name: p.name, category: p.categories[0] }];
  });
  return found.length === ring.count ? found : null;
}

/** No zoom would part them; `project` tells where a latitude and longitude lie at the last one. */
export function inOnePlace(found: Placed[], project: (at: [number, number]) => { x: number; y: number }): boolean {
  const points = found.map((m) => {
    const [lon = 0, lat = 0] = m.at.split(",").map(Number);
    return project([lat, lon]);
  });
  return together(points, ONE_PLACE);
}
