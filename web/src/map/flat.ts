/**
 * Marks and names stand flat on the map, by their edges: a transform gives each of them a step of its own when the browser
 * puts the layers of the page together, a hundred of them in each frame of a drag. Only while a zoom is in motion do
 * marks have one, so that the browser can move them without the page.
 */
import * as L from "leaflet";

/** Puts an element at a point of its pane. */
export function stand(element: HTMLElement, at: L.Point): void {
  element.style.left = `${at.x}px`;
  element.style.top = `${at.y}px`;
}

/** What Leaflet's marker has and does to stand somewhere; its types leave it out. */
interface Standing {
  _map?: L.Map & { _animatingZoom?: boolean };
  _zIndex: number;
  _resetZIndex(): void;
}

/** Half of the largest mark, in pixels. */
const HALF = 32;

/** A mark at a point of its pane is in the view, at least in part. */
function seen(map: L.Map, at: L.Point): boolean {
  const { x, y } = map.layerPointToContainerPoint(at);
  const size = map.getSize();
  return x > -HALF && y > -HALF && x < size.x + HALF && y < size.y + HALF;
}

class Flat extends L.Marker {
  /** Where it stands by its edges. */
  private base: L.Point | undefined;

  /** Leaflet calls this in the place of its own. */
  protected _setPos(at: L.Point): void {
    const own = this as unknown as Standing;
    const element = this.getElement();
    if (!element) return;
    if (own._map?._animatingZoom && this.base) {
      // What nobody sees when a zoom begins stays where it is: each that moves is a layer of its own.
      if (!seen(own._map, this.base)) return;
      element.style.transform = `translate(${at.x - this.base.x}px, ${at.y - this.base.y}px)`;
      return;
    }
    this.base = at;
    stand(element, at);
    if (element.style.transform) element.style.transform = "";
    own._zIndex = at.y + (this.options.zIndexOffset ?? 0);
    own._resetZIndex();
  }
}

/** A marker that stands flat and answers by itself, not by Leaflet. */
export const marker = (at: L.LatLngExpression, options: L.MarkerOptions): L.Marker => new Flat(at, { interactive: false, keyboard: false, ...options });
