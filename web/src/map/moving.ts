/** What Leaflet's map knows of a zoom in motion; its types leave it out. */
import type * as L from "leaflet";

export interface Moving {
  _animatingZoom?: boolean;
  _getNewPixelOrigin(centre: L.LatLng, zoom: number): L.Point;
}
