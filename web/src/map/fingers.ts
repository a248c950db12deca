/**
 * A mark stays in the document, unseen, until the fingers that were put on it are lifted: the browser tells it alone of
 * them, and without it Leaflet would never hear that a drag is over.
 */
export class Fingers {
  /** How many fingers are on a mark. */
  private readonly on = new Map<Element, number>();
  private readonly leaving = new Map<Element, () => void>();

  /** On the marks within an element. */
  constructor(element: HTMLElement) {
    const marks = (event: TouchEvent) => [...event.changedTouches].flatMap(({ target }) => (target instanceof Element ? (target.closest(".mark-at") ?? []) : []));
    const heard = { capture: true, passive: true };
    element.addEventListener("touchstart", (event) => {
      for (const mark of marks(event)) this.on.set(mark, (this.on.get(mark) ?? 0) + 1);
    }, heard);
    const lifted = (event: TouchEvent) => {
      for (const mark of marks(event)) this.lift(mark);
    };
    element.addEventListener("touchend", lifted, heard);
    element.addEventListener("touchcancel", lifted, heard);
  }

  /** Takes a mark off: now, or when no finger is on it any more. */
  release(mark: HTMLElement | undefined, leave: () => void): void {
    if (!mark || !this.on.has(mark)) {
      leave();
      return;
    }
    mark.classList.add("ahead");
    this.leaving.set(mark, leave);
  }

  private lift(mark: Element): void {
    const left = (this.on.get(mark) ?? 1) - 1;
    if (left > 0) {
      this.on.set(mark, left);
      return;
    }
    this.on.delete(mark);
    const leave = this.leaving.get(mark);
    this.leaving.delete(mark);
    // Leaflet hears of it first.
    if (leave) setTimeout(leave);
  }
}
