/**
 * Marks stand flat on the map, by their edges: a transform gives each of them a step of its own when the browser puts the
 * layers of the page together, a hundred of them in each frame of a drag. What is seen of them is a picture (pictured.ts).
 */
import * as L from "leaflet";
import type { Placed } from "./marks.ts";

/** A mark as it stands on the map. */
export interface Drawn {
  marker: L.Marker;
  control: HTMLElement;
  mark: Placed;
}

/** Puts an element at a point of its pane. */
export function stand(element: HTMLElement, at: L.Point): void {
  element.style.left = `${at.x}px`;
  element.style.top = `${at.y}px`;
}

/** What Leaflet's marker has and does to stand somewhere; its types leave it out. */
interface Standing {
  _zIndex: number;
  _initIcon(): void;
  _resetZIndex(): void;
  update(): void;
}

class Flat extends L.Marker {
  /** Without Leaflet's mark of what it hides in a zoom: its pane goes out of sight, and the browser need not look at each. */
  protected _initIcon(): void {
    (L.Marker.prototype as unknown as Standing)._initIcon.call(this);
    this.getElement()?.classList.remove("leaflet-zoom-hide");
  }

  /** At the end of a zoom, not while fingers are at it: until then the pane is out of sight. */
  override getEvents(): Record<string, L.LeafletEventHandlerFn> {
    const { update } = this as unknown as Standing;
    return { zoomend: update, viewreset: update };
  }

  /** Leaflet calls this in the place of its own. */
  protected _setPos(at: L.Point): void {
    const own = this as unknown as Standing;
    const element = this.getElement();
    if (!element) return;
    stand(element, at);
    // The others lie on nothing: a level would make each of them a step of its own, too.
    if (!this.options.zIndexOffset) return;
    own._zIndex = at.y + this.options.zIndexOffset;
    own._resetZIndex();
  }
}

/** A marker that stands flat and answers by itself, not by Leaflet. */
export const marker = (at: L.LatLngExpression, options: L.MarkerOptions): L.Marker => new Flat(at, { interactive: false, keyboard: false, ...options });
