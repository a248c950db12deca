/** Names on the printed backdrop: towns and departments. They yield to rings and to each other. */
import * as L from "leaflet";
import { file } from "../api/client.ts";
import { meets, overlap } from "../geo/frames.ts";
import type { Disc, Frame } from "../geo/frames.ts";
import type { Name } from "./backdrop.ts";
import { stand } from "./flat.ts";

/** Most names at once, and how wide a letter is, in pixels. */
const MOST = 36;
/** Large names, from the largest town down; fewer on a small map. */
const LARGE = 8;
const LARGE_SMALL = 4;
const LETTER = 7.3;

/** A disc that no name may cover. */
export interface Obstacle extends Disc {
  /** A name that it hides is left out instead of standing beside it. */
  still?: boolean;
}

/** A name and where it stands, in pixels of the map's panes. */
interface Written {
  text: string;
  kind: string;
  at: L.Point;
}

export class Labels {
  private towns: [string, number, number][] = [];
  /** What stands there, by name and place. */
  private readonly written = new Map<string, HTMLElement>();
  private readonly layer: HTMLElement;

  constructor(private readonly map: L.Map) {
    this.layer = map.createPane("names");
    this.layer.style.zIndex = "300";
    this.layer.setAttribute("aria-hidden", "true");
  }

  async load(url: string): Promise<void> {
    if (this.towns.length > 0) return;
    this.towns = (await file<[string, number, number][]>(url)) ?? [];
  }

  clear(): void {
    this.written.clear();
    this.layer.replaceChildren();
  }

  /** Writes the names that fit between the obstacles and what lies over the map; those that stand where they did stay. */
  draw(obstacles: Obstacle[], departments: Name[], over: Frame[] = []): void {
    const names = new Map(this.fitting(obstacles, departments, over).map((name) => [`${name.text} ${name.kind} ${name.at.x} ${name.at.y}`, name]));
    for (const [key, name] of this.written) {
      if (names.delete(key)) continue;
      name.remove();
      this.written.delete(key);
    }
    for (const [key, { text, kind, at }] of names) {
      const name = document.createElement("span");
      name.className = `name ${kind}`;
      name.textContent = text;
      stand(name, at);
      this.layer.append(name);
      this.written.set(key, name);
    }
  }

  /** Towns by size, then departments. */
  private fitting(obstacles: Obstacle[], departments: Name[], over: Frame[]): Written[] {
    const out: Written[] = [];
    const size = this.map.getSize();
    const box = this.map.getBounds();
    const zoom = this.map.getZoom();
    const taken: Frame[] = [...over];
    const write = (text: string, kind: string, x: number, y: number, width: number) => {
      const frame = { left: x - width / 2, right: x + width / 2, top: y - 9, bottom: y + 9 };
      const outside = frame.left < 4 || frame.top < 4 || frame.right > size.x - 4 || frame.bottom > size.y - 24;
      if (outside || taken.some((t) => overlap(t, frame)) || obstacles.some((o) => meets(frame, o, 2))) return false;
      taken.push({ left: frame.left - 6, right: frame.right + 6, top: frame.top - 4, bottom: frame.bottom + 4 });
      out.push({ text, kind, at: this.map.containerPointToLayerPoint([x, y]) });
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
      if (places.some(([x, y]) => write(text, large ? "town large" : "town", x, y, width))) written += 1;
    }
    if (zoom >= 7 && zoom <= 9 && size.x >= 500) {
      for (const { text, at } of departments) {
        const p = this.map.latLngToContainerPoint(at);
        const width = text.length * 11;
        const places = [0, -26, 26, -48, 48, -70, 70].map((dy): [number, number] => [p.x, p.y + dy]);
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
