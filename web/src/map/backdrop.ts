/** The printed backdrop, beneath the tiles: sea with waterlines, neighbours, departments, the region of the results lifted. */
import * as L from "leaflet";
import { colour, onTheme } from "./colours.ts";
import { inMotion } from "./curtain.ts";
import { INKS } from "./paint.ts";
import type { View } from "./paint.ts";
import { Painter } from "./painter.ts";
import type { Department } from "./press.ts";

export interface Name {
  text: string;
  at: L.LatLngTuple;
}

/** How far the picture reaches beyond the map on each side, as a share of it: a drag shows no edge. */
const PADDING = 0.3;

/** The longest that a picture waits for the marks of its view, in milliseconds. */
const PATIENCE = 400;

/** What Leaflet's map knows of where a zoom leads; its types leave it out. */
interface Moving {
  _getNewPixelOrigin(centre: L.LatLng, zoom: number): L.Point;
}

export class Backdrop {
  /** Names of the lifted departments. */
  names: Name[] = [];
  private departments: Department[] | undefined;
  private regions = "";
  private asked = false;
  private inks: View["inks"] | undefined;
  private readonly painter = new Painter();
  private readonly canvas: HTMLCanvasElement;
  /** What the canvas shows. */
  private shown: View | undefined;
  /** A picture is being painted; and the map has moved on meanwhile. */
  private painting = false;
  private again = false;

  /** A picture waits for its `company`, as one frame for both costs half of one for each. */
  constructor(private readonly map: L.Map, private readonly company: () => Promise<void> = () => Promise.resolve()) {
    const pane = map.createPane("backdrop");
    pane.style.zIndex = "150";
    // Its canvas is paper: what it shows in words stands in the list.
    pane.setAttribute("aria-hidden", "true");
    this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated", pane);
    this.canvas.width = this.canvas.height = 0;
    // Until the next picture is there, the former one moves and grows with the map.
    map.on("zoomanim", ({ center, zoom }) => this.place(zoom, (map as unknown as Moving)._getNewPixelOrigin(center, zoom)));
    map.on("zoom viewreset", () => this.place());
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
      .map((d) => ({ text: d.name, at: [d.at[1] / 1000, d.at[0] / 1000] }));
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
        this.show(view, answer.picture);
      } while (this.again);
    } finally {
      this.painting = false;
    }
  }

  private view(): View {
    const size = this.map.getSize();
    const corner = this.map.getPixelBounds().min ?? L.point(0, 0);
    const { x: left, y: top } = corner.subtract(size.multiplyBy(PADDING)).round();
    const { x: width, y: height } = size.multiplyBy(1 + 2 * PADDING).round();
    // Asked for once: the answer has the browser work out all styles, and at the end of a zoom those of new marks too.
    const inks = (this.inks ??= Object.fromEntries(INKS.map((name) => [name, colour(name)])) as View["inks"]);
    return { zoom: this.map.getZoom(), left, top, width, height, ratio: L.Browser.retina ? 2 : 1, lifted: this.regions.split(","), inks };
  }

  private show(view: View, picture: ImageBitmap | HTMLCanvasElement): void {
    // A picture that comes too late: the end of the zoom asks for another.
    if (!inMotion(this.map) && view.zoom === this.map.getZoom()) {
      const { canvas } = this;
      if (canvas.width !== picture.width || canvas.height !== picture.height) {
        Object.assign(canvas, { width: picture.width, height: picture.height });
        Object.assign(canvas.style, { width: `${view.width}px`, height: `${view.height}px` });
      }
      const context = canvas.getContext("2d");
      if (context) {
        context.globalCompositeOperation = "copy";
        context.drawImage(picture, 0, 0);
      }
      this.shown = view;
      this.place();
    }
    if ("close" in picture) picture.close();
  }

  /** Puts the picture where it belongs, for a zoom and the corner of the map's panes in pixels of the world. */
  private place(zoom = this.map.getZoom(), origin = this.map.getPixelOrigin()): void {
    if (!this.shown) return;
    const scale = this.map.getZoomScale(zoom, this.shown.zoom);
    L.DomUtil.setTransform(this.canvas, L.point(this.shown.left, this.shown.top).multiplyBy(scale).subtract(origin), scale);
  }
}
