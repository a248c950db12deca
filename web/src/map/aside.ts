/**
 * The links and buttons of the marks are not seen: while the map moves, the browser leaves them out of what it lays out and
 * weighs in each frame. They are back when it stands, before a hand has come to them.
 */
import type * as L from "leaflet";

/** How long the new marks stand before they are back, in milliseconds. */
const REST = 80;
/** When the new marks do not come, the former ones are back this long after the map stands, in milliseconds. */
const LATE = 400;

export class Aside {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly map: L.Map, private readonly pane: HTMLElement) {
    map.on("movestart zoomstart", () => this.leave());
    map.on("moveend", () => this.after(LATE));
  }

  /** Not those that somebody is at: the keyboard, or what they have told. */
  private leave(): void {
    clearTimeout(this.timer);
    if (this.pane.querySelector(":focus-visible, .told, .of-fan")) return;
    // A drag that begins on a mark gives it the keyboard, unseen.
    if (this.pane.contains(document.activeElement)) this.map.getContainer().focus({ preventScroll: true });
    this.pane.classList.add("aside");
  }

  /** What is there now stands. */
  back(): void {
    this.after(REST);
  }

  private after(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.pane.classList.remove("aside"), milliseconds);
  }
}
