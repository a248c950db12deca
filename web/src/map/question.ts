/** What the map asks the server: the clusters of a view. */
import type * as L from "leaflet";
import { boxNear, intersect, parseBox, rolled, unrolled, wholeCells } from "../geo/bounds.ts";
import type { Box } from "../geo/bounds.ts";

/** What a map shows at a zoom around a place, in degrees; may reach beyond 180 where it stands on another copy of the world. */
export function viewAt(map: L.Map, centre = map.getCenter(), zoom = map.getZoom()): Box {
  const size = map.getSize();
  const corner = map.project(centre, zoom).subtract(size.divideBy(2)).round();
  const [nw, se] = [map.unproject(corner, zoom), map.unproject(corner.add(size), zoom)];
  return [nw.lng, se.lat, se.lng, nw.lat];
}

/** Where the clusters of a search are, in whole cells, so that a ring at the edge counts all of its own; null where the search has nothing in the view. */
export function question(search: string | undefined, view: Box, zoom: number): string | null {
  const query = new URLSearchParams(search);
  const level = Math.floor(zoom);
  const seen = wholeCells(view, level);
  const asked = parseBox(query.get("bbox"));
  const box = asked ? intersect(boxNear(unrolled(asked), (seen[0] + seen[2]) / 2), seen) : seen;
  if (!box) return null;
  query.set("bbox", rolled(box).map((v) => v.toFixed(6)).join(","));
  query.set("zoom", String(level));
  return `/api/v1/clusters?${query.toString()}`;
}
