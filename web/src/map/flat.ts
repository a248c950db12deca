/**
 * Marks and names stand flat on the map. The transform in depth that Leaflet writes gives each of them a layer of its
 * own to put together, a hundred of them in a view; flat ones are painted once and moved with the map.
 */
import * as L from "leaflet";

/** Puts an element at a point of its pane, or its middle above that point. */
export function stand(element: HTMLElement, at: L.Point, centred = false): void {
  L.DomUtil.setPosition(element, at);
  element.style.transform = `translate(${at.x}px, ${at.y}px)${centred ? " translateX(-50%)" : ""}`;
}

/** What Leaflet's marker does to stand somewhere; its types leave it out. */
interface Standing {
  _setPos(at: L.Point): void;
}
const leaflets = L.Marker.prototype as unknown as Standing;

class Flat extends L.Marker {
  /** Leaflet calls this in the place of its own. */
  protected _setPos(at: L.Point): void {
    leaflets._setPos.call(this, at);
    const element = this.getElement();
    if (element) stand(element, at);
  }
}

/** A marker that stands flat and answers by itself, not by Leaflet. */
export const marker = (at: L.LatLngExpression, options: L.MarkerOptions): L.Marker => new Flat(at, { interactive: false, keyboard: false, ...options });
