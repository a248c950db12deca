/** A picture that lies on the map, and moves and grows with it until the next one is there. */
import * as L from "leaflet";
import { inMotion } from "./curtain.ts";
import type { Extent } from "./paint.ts";

/** What Leaflet's map knows of where a zoom leads; its types leave it out. */
interface Moving {
  _getNewPixelOrigin(centre: L.LatLng, zoom: number): L.Point;
}

/** What the map shows, and as much on each side as `padding` is a share of it: a drag shows no edge. */
export function extentOf(map: L.Map, padding: number, ratio: number): Extent {
  const size = map.getSize();
  const corner = map.getPixelBounds().min ?? L.point(0, 0);
  const { x: left, y: top } = corner.subtract(size.multiplyBy(padding)).round();
  const { x: width, y: height } = size.multiplyBy(1 + 2 * padding).round();
  return { zoom: map.getZoom(), left, top, width, height, ratio };
}

/** Frees what a picture takes that is not shown: some megabytes, which would stay until the browser tidies up. */
export function letGo(picture: ImageBitmap | HTMLCanvasElement): void {
  if ("close" in picture) picture.close();
}

export class Laid {
  private canvas: HTMLCanvasElement;
  private shown: Extent | undefined;

  constructor(private readonly map: L.Map, pane: HTMLElement) {
    this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated", pane);
    this.canvas.width = this.canvas.height = 0;
    map.on("zoomanim", ({ center, zoom }) => this.place(zoom, (map as unknown as Moving)._getNewPixelOrigin(center, zoom)));
    map.on("zoom viewreset", () => this.place());
  }

  /** Of the zoom that the map is at. */
  get fits(): boolean {
    return this.shown?.zoom === this.map.getZoom();
  }

  /** One that comes too late is left: the end of the zoom asks for another. */
  show(extent: Extent, picture: ImageBitmap | HTMLCanvasElement): void {
    if (!inMotion(this.map) && extent.zoom === this.map.getZoom()) {
      this.put(extent, picture);
      this.shown = extent;
      this.place();
    } else {
      letGo(picture);
    }
  }

  clear(): void {
    this.canvas.width = this.canvas.height = 0;
    this.shown = undefined;
  }

  /** Handed over, not painted: what is painted on a canvas is handed to the screen anew with each frame. */
  private put({ width, height }: Extent, picture: ImageBitmap | HTMLCanvasElement): void {
    if (picture instanceof HTMLCanvasElement) {
      picture.className = this.canvas.className;
      this.canvas.replaceWith(picture);
      this.canvas = picture;
    } else {
      const { canvas } = this;
      if (canvas.width !== picture.width || canvas.height !== picture.height) Object.assign(canvas, { width: picture.width, height: picture.height });
      canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(picture);
    }
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
  }

  /** Puts the picture where it belongs, for a zoom and the corner of the map's panes in pixels of the world. */
  private place(zoom = this.map.getZoom(), origin = this.map.getPixelOrigin()): void {
    if (!this.shown) return;
    const scale = this.map.getZoomScale(zoom, this.shown.zoom);
    L.DomUtil.setTransform(this.canvas, L.point(this.shown.left, this.shown.top).multiplyBy(scale).subtract(origin), scale);
  }
}
