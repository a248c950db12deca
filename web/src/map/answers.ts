/** What marks answer to pointers, fingers and the keyboard: what they tell, what they open, and what they light in the list. */
import type * as L from "leaflet";
import { clearest } from "../geo/frames.ts";
import type { Curtain } from "./curtain.ts";
import { light } from "./lit.ts";
import { caption, reach } from "./marks.ts";
import type { Placed } from "./marks.ts";
import { framesOf, over, phone } from "./measures.ts";

/** How long a pointer rests on a mark before it is told, in milliseconds. */
const REST = 80;
/** How far a caption reaches to the other side of its mark's middle, in pixels. */
const ASIDE = 24;

/** What marks need of the map around them. */
interface Page {
  /** Width and height of the map that nothing covers from below, in pixels. */
  seen(): L.Point;
  /** Has a mark come out from under what lies over the map. */
  uncover(mark: Placed, radius: number): void;
}

export class Answers {
  private readonly pane: HTMLElement | undefined;

  constructor(private readonly map: L.Map, private readonly element: HTMLElement, private readonly sprite: string, private readonly curtain: Curtain, private readonly page: Page) {
    this.pane = map.getPane("markerPane");
  }

  /** Presses, taps and the keyboard on a mark; `open` opens a ring, a single mark is a link. */
  of(control: HTMLElement, mark: Placed, open: (() => void) | undefined): void {
    let [first, finger] = [false, false];
    control.addEventListener("pointerdown", (event) => {
      finger = event.pointerType === "touch";
      // Fingers do not hover: a ring's first tap tells what is in it.
      first = finger && open !== undefined && !control.classList.contains("told");
    });
    control.addEventListener("click", (event) => {
      event.stopPropagation();
      // The end of a drag over a mark is no press; a key's press has no detail. Leaflet's types leave `moved` out.
      if (event.detail > 0 && (this.map.dragging as L.Handler & { moved(): boolean }).moved()) event.preventDefault();
      // What is not seen, or no longer where it was, is not meant.
      else if (open && this.curtain.drawn) return;
      else if (first) this.told(control, mark);
      // A double click is one press.
      else if (finger || event.detail < 2) open?.();
    });
    // The map takes two quick taps, wherever they fall, for a zoom: those on marks are no business of its own.
    control.addEventListener("dblclick", (event) => event.stopPropagation());
    const lit = () => light(mark, Math.floor(this.map.getZoom()));
    let rest: ReturnType<typeof setTimeout> | undefined;
    for (const kind of ["pointerleave", "blur"]) control.addEventListener(kind, () => {
      clearTimeout(rest);
      light(null, 0);
      this.raise();
    });
    // A pointer that passes by wants to know nothing, and in a zoom it has to wait.
    const entered = () => {
      clearTimeout(rest);
      rest = setTimeout(() => {
        if (!control.matches(":hover")) return;
        if (this.curtain.drawn) {
          entered();
          return;
        }
        this.lay(control, mark);
        lit();
      }, REST);
    };
    control.addEventListener("pointerenter", entered);
    control.addEventListener("focus", () => {
      this.lay(control, mark);
      lit();
      if (control.matches(":focus-visible")) this.page.uncover(mark, reach(mark, true, phone()));
    });
  }

  /** One ring at a time tells what is in it after a tap. */
  private told(control: HTMLElement, mark: Placed): void {
    this.untold();
    control.classList.add("told");
    this.element.parentElement?.classList.add("telling");
    this.lay(control, mark);
  }

  untold(): void {
    for (const mark of this.element.querySelectorAll(".mark.told")) mark.classList.remove("told");
    this.element.parentElement?.classList.remove("telling");
    this.raise();
  }

  /** What a mark tells is over the picture of all of them. */
  raise(): void {
    this.pane?.classList.toggle("raised", this.pane.querySelector(".mark:hover, .mark:focus, .mark.told") !== null);
  }

  /** A caption stands where most of it is seen: below or above its mark, to the right or to the left. */
  private lay(control: HTMLElement, mark: Placed): void {
    control.classList.remove("quiet");
    // Made when first wanted: most marks of a view are never asked.
    const box = control.querySelector<HTMLElement>(".caption") ?? control.appendChild(caption(mark, this.sprite));
    const { x, y } = mark;
    // It leaves the other marks of a fan free.
    const others = [...this.element.querySelectorAll(".of-fan .mark")].filter((e) => e !== control);
    box.dataset["side"] = "measure";
    const [w, h, half] = [box.offsetWidth, box.offsetHeight, control.offsetHeight / 2];
    const tall = { below: y + half, above: y - half - h };
    const wide = { right: x - ASIDE, left: x + ASIDE - w };
    const sides = Object.entries(tall).flatMap(([v, top]) => Object.entries(wide).map(([u, left]) => ({ side: `${v} ${u}`, frame: { left, top, right: left + w, bottom: top + h } })));
    box.dataset["side"] = sides[clearest(sides.map((s) => s.frame), this.page.seen(), [...over(this.element), ...framesOf(this.element, others)])]?.side ?? "";
    this.raise();
  }
}
