/** Where names of towns and departments stand on the map: they yield to rings and to each other. */
import type * as L from "leaflet";
import { file } from "../api/client.ts";
import { meets, overlap } from "../geo/frames.ts";
import type { Disc, Frame } from "../geo/frames.ts";
import type { Name } from "./backdrop.ts";
import type { Kind, Lettered } from "./lettering.ts";

/** Most names at once, and how wide a letter is, in pixels. */
const MOST = 36;
/** Large names, from the largest town down; fewer on a small map. */
const LARGE = 8;
const LARGE_SMALL = 4;
const LETTER = 7.3;
/** A department's name stands this far within it, in pixels. */
const EDGE = 10;

/** A disc that no name may cover. */
export interface Obstacle extends Disc {
  /** A name that it hides is left out instead of standing beside it. */
  still?: boolean;
}

export class Labels {
  private towns: [string, number, number][] = [];

  constructor(private readonly map: L.Map) {}

  async load(url: string): Promise<void> {
    if (this.towns.length > 0) return;
    this.towns = (await file<[string, number, number][]>(url)) ?? [];
  }

  /** The names that fit between the obstacles and what lies over the map, in pixels of the map: towns by size, then departments. */
  fitting(obstacles: Obstacle[], departments: Name[], over: Frame[] = []): Lettered[] {
    const out: Lettered[] = [];
    const size = this.map.getSize();
    const box = this.map.getBounds();
    const zoom = this.map.getZoom();
    const taken: Frame[] = [...over];
    const write = (text: string, kind: Kind, x: number, y: number, width: number) => {
      const frame = { left: x - width / 2, right: x + width / 2, top: y - 9, bottom: y + 9 };
      const outside = frame.left < 4 || frame.top < 4 || frame.right > size.x - 4 || frame.bottom > size.y - 24;
      if (outside || taken.some((t) => overlap(t, frame)) || obstacles.some((o) => meets(frame, o, 2))) return false;
      taken.push({ left: frame.left - 6, right: frame.right + 6, top: frame.top - 4, bottom: frame.bottom + 4 });
      out.push({ text, kind, x, y });
      return true;
    };
    let written = 0;
    const most = size.x < 500 ? LARGE_SMALL : LARGE;
    for (const { text, at } of this.towns.length > 0 ? this.within(box) : []) {
      if (written >= MOST) break;
      const p = this.map.latLngToContainerPoint(at);
      const large = written < most;
      const width = text.length * (large ? LETTER * 1.12 : LETTER);
      const under = obstacles.find((o) => !o.still && Math.hypot(o.x - p.x, o.y - p.y) < o.radius + 8);
      // A name whose town lies under a ring stands below it, else above.
      const places: [number, number][] = under
        ? [[under.x, under.y + under.radius + 12], [under.x, under.y - under.radius - 12]]
        : [[p.x, p.y], [p.x, p.y + 16], [p.x, p.y - 16]];
      if (places.some(([x, y]) => write(text, large ? "large" : "town", x, y, width))) written += 1;
    }
    if (zoom >= 7 && zoom <= 9 && size.x >= 500) {
      for (const { text, at, between: [south, north] = [at[0], at[0]] } of departments) {
        const p = this.map.latLngToContainerPoint(at);
        const [top, bottom] = [north, south].map((latitude) => this.map.latLngToContainerPoint([latitude, at[1]]).y);
        const width = text.length * 11;
        const places = [0, -26, 26, -48, 48, -70, 70].map((dy): [number, number] => [p.x, p.y + dy]).filter(([, y]) => y > (top ?? y) + EDGE && y < (bottom ?? y) - EDGE);
        places.some(([x, y]) => write(text, "department", x, y, width));
      }
    }
    return out;
  }

  private within(box: L.LatLngBounds): Name[] {
    const out: Name[] = [];
    for (const [text, lon, lat] of this.towns) {
      const at: L.LatLngTuple = [lat / 1000, lon / 1000];
      if (box.contains(at)) out.push({ text, at });
      if (out.length >= MOST * 3) break;
    }
    return out;
  }
}
