/** The printed backdrop, beneath the tiles: sea with waterlines, neighbours, departments, the region of the results lifted. */
import * as L from "leaflet";
import { colour, onTheme } from "./colours.ts";
import { Laid, extentOf } from "./laid.ts";
import { INKS } from "./paint.ts";
import type { View } from "./paint.ts";
import type { Painter } from "./painter.ts";
import type { Department } from "./press.ts";

export interface Name {
  text: string;
  at: L.LatLngTuple;
  /** Latitudes between which it may stand. */
  between?: [number, number];
}

/** How far the picture reaches beyond the map on each side, as a share of it: a drag shows no edge. */
const PADDING = 0.3;

/** The longest that a picture waits for the marks of its view, in milliseconds. */
const PATIENCE = 400;

export class Backdrop {
  /** Names of the lifted departments. */
  names: Name[] = [];
  private departments: Department[] | undefined;
  private regions = "";
  private asked = false;
  private inks: View["inks"] | undefined;
  private readonly laid: Laid;
  /** A picture is being painted; and the map has moved on meanwhile. */
  private painting = false;
  private again = false;

  /** A picture waits for its `company`, as one frame for both costs half of one for each. */
  constructor(private readonly map: L.Map, private readonly painter: Painter, private readonly company: () => Promise<void> = () => Promise.resolve()) {
    const pane = map.createPane("backdrop");
    pane.style.zIndex = "150";
    // Its canvas is paper: what it shows in words stands in the list.
    pane.setAttribute("aria-hidden", "true");
    this.laid = new Laid(map, pane);
    map.on("moveend", () => void this.paint());
    onTheme(() => {
      this.inks = undefined;
      void this.paint();
    });
  }

  /** Resolves when the first picture is there, or none will come. */
  async load(url: string): Promise<void> {
    if (this.asked) return;
    this.asked = true;
    const answer = await this.painter.ask({ read: url });
    if (!answer || !("departments" in answer)) return;
    this.departments = answer.departments;
    this.name();
    await this.paint();
  }

  /** Brings some regions forward: codes joined by commas. */
  lift(regions: string): void {
    if (regions === this.regions) return;
    this.regions = regions;
    if (!this.departments) return;
    this.name();
    void this.paint();
  }

  private name(): void {
    const lifted = new Set(this.regions.split(","));
    this.names = (this.departments ?? [])
      .filter((d) => lifted.has(d.region))
      .map((d) => ({ text: d.name, at: [d.at[1] / 1000, d.at[0] / 1000], between: [d.tall[0] / 1000, d.tall[1] / 1000] }));
    this.map.fire("printed");
  }

  /** One picture at a time, the last of the view that is there when it begins. */
  private async paint(): Promise<void> {
    if (!this.departments) return;
    this.again = this.painting;
    if (this.painting) return;
    this.painting = true;
    try {
      do {
        this.again = false;
        const view = this.view();
        const answer = await this.painter.ask({ paint: view });
        if (!answer || !("picture" in answer)) continue;
        await Promise.race([this.company(), new Promise((done) => setTimeout(done, PATIENCE))]);
        this.laid.show(view, answer.picture);
      } while (this.again);
    } finally {
      this.painting = false;
    }
  }

  private view(): View {
    // Asked for once: the answer has the browser work out all styles, and at the end of a zoom those of new marks too.
    const inks = (this.inks ??= Object.fromEntries(INKS.map((name) => [name, colour(name)])) as View["inks"]);
    return { ...extentOf(this.map, PADDING, L.Browser.retina ? 2 : 1), lifted: this.regions.split(","), inks };
  }
}
