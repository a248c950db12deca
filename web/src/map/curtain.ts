/**
 * Marks and names go out of sight while a zoom is in motion, and come back when those of the new zoom are there: their picture
 * grows with the map, and rings of twice their size would tell nothing.
 */
import type * as L from "leaflet";

/** The former ones come back when the new ones are not there by then, in milliseconds. */
const PATIENCE = 400;

/** A zoom is in motion; Leaflet's types leave it out. */
export const inMotion = (map: L.Map): boolean => (map as unknown as { _animatingZoom?: boolean })._animatingZoom === true;

export class Curtain {
  private readonly panes: HTMLElement[];
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Nothing of the panes is seen, or less and less. */
  drawn = false;

  /** In front of panes of the map, by their names. */
  constructor(map: L.Map, ...names: string[]) {
    this.panes = names.flatMap((name) => map.getPane(name) ?? []);
    for (const pane of this.panes) {
      // Leaflet would hide them in one go, and have the browser look at each mark for that.
      pane.classList.remove("leaflet-zoom-hide");
      pane.classList.add("curtained");
    }
    map.on("zoomanim", () => {
      // One that leads to where the map is has ended by now, and so has asked for its marks.
      if (inMotion(map)) this.draw(true);
    });
    // Two fingers: the motion to the end of their zoom begins when they are lifted.
    map.on("zoom", (event) => {
      if ("pinch" in event && event.pinch) this.draw(true);
    });
  }

  /** The new ones are asked for; when they take long, `late` puts the former ones where they belong now, and they come back. */
  wait(late: () => Promise<void>): void {
    if (!this.drawn) return;
    clearTimeout(this.timer);
    const timer = setTimeout(() => void late().then(() => {
      // Not when the new ones have come meanwhile, or another zoom.
      if (this.timer === timer) this.open();
    }), PATIENCE);
    this.timer = timer;
  }

  /** They are being made, beside the former ones. */
  hold(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** A zoom without a motion. */
  close(): void {
    this.draw(true);
  }

  /** What there is is that of the view. */
  open(): void {
    if (this.drawn) this.draw(false);
  }

  private draw(drawn: boolean): void {
    this.hold();
    if (this.drawn === drawn) return;
    this.drawn = drawn;
    for (const pane of this.panes) pane.classList.toggle("away", drawn);
  }
}
