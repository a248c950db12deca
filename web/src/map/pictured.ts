/** The picture of the map's marks and names: one for all of them, as each of a hundred elements would be styled, laid out and painted after each zoom. */
import * as L from "leaflet";
import { colour, onTheme } from "./colours.ts";
import { Laid, extentOf } from "./laid.ts";
import type { Lettered } from "./lettering.ts";
import { SCENE_INKS, paintLook, readIcons } from "./looks.ts";
import type { Face, Icons, Look, SceneInks } from "./looks.ts";
import { look } from "./marks.ts";
import type { Placed } from "./marks.ts";
import { phone } from "./measures.ts";
import type { Extent } from "./paint.ts";
import type { Painter } from "./painter.ts";

/** The pane of the picture. */
export const PANE = "looks";
/** The pane of what lies over it. */
export const ABOVE = "above";
/** How far it reaches beyond the map on each side, as a share of it. */
const PADDING = 0.15;
/** No screen needs more pixels to one of the page. */
const MOST_RATIO = 3;

/** A picture of some marks, and where it lies. */
export interface Sketch {
  extent: Extent;
  picture: ImageBitmap | HTMLCanvasElement;
  /** How many names are in it. */
  names: number;
}

const ratio = () => Math.min(MOST_RATIO, Math.max(1, devicePixelRatio));

/** The colours of the theme; kept, as asking for them has the browser work out all styles. */
let known: SceneInks | undefined;
const inks = (): SceneInks => (known ??= Object.fromEntries(SCENE_INKS.map((name) => [name, colour(name)])) as SceneInks);
onTheme(() => (known = undefined));

/** The page's typefaces that come from a file, as its style has them. */
function faces(): Face[] {
  return [...document.styleSheets].flatMap((sheet) => fontRules(sheet).flatMap(({ style }) => {
    const [family = "", weight = "", src = ""] = ["font-family", "font-weight", "src"].map((name) => style.getPropertyValue(name));
    const file = /url\(["']?([^"')]+)/.exec(src)?.[1];
    return file === undefined ? [] : [{ family: family.replace(/["']/g, ""), url: new URL(file, sheet.href ?? location.href).href, weight: weight || "normal" }];
  }));
}

function fontRules(sheet: CSSStyleSheet): CSSFontFaceRule[] {
  try {
    return [...sheet.cssRules].filter((rule) => rule instanceof CSSFontFaceRule);
  } catch {
    // Somebody else's, as an extension of the browser may put it into the page: it may not be read.
    return [];
  }
}

export class Pictured {
  private readonly laid: Laid;
  private faces: Face[] | undefined;

  constructor(private readonly map: L.Map, private readonly painter: Painter, private readonly sprite: string) {
    const pane = map.createPane(PANE);
    // Over the links and buttons of the marks, which are not seen: beneath them, each would be a layer of its own in the browser.
    pane.style.zIndex = "610";
    // They say the same.
    pane.setAttribute("aria-hidden", "true");
    this.laid = new Laid(map, pane);
  }

  /** Has marks and names painted as they stand in the view that the map is at, or is on its way to. */
  async paint(marks: Placed[], icons: boolean, names: Lettered[]): Promise<Sketch | undefined> {
    const extent = extentOf(this.map, PADDING, ratio());
    const corner = this.map.getPixelBounds().min ?? L.point(0, 0);
    const [x, y] = [corner.x - extent.left, corner.y - extent.top];
    const looks = marks.map((mark) => look(mark, icons, phone(), x + mark.x, y + mark.y));
    const named = names.map((name) => ({ ...name, x: x + name.x, y: y + name.y }));
    const sprite = new URL(this.sprite, location.href).href;
    const answer = await this.painter.ask({ marks: { ...extent, looks, names: named, inks: inks(), sprite, faces: (this.faces ??= faces()) } });
    return answer && "picture" in answer ? { extent, picture: answer.picture, names: names.length } : undefined;
  }

  show(sketch: Sketch | undefined): void {
    if (sketch) this.laid.show(sketch.extent, sketch.picture);
    else this.laid.clear();
    this.map.getContainer().dataset["names"] = String(sketch?.names ?? 0);
  }

  /** It is of the zoom that the map is at. */
  get fits(): boolean {
    return this.laid.fits;
  }
}

/** A mark by itself, on a canvas of its own; `icons` come from `readIcons`. */
export function stamp(one: Omit<Look, "x" | "y">, icons: Icons): HTMLCanvasElement {
  // Its shade reaches a little beyond it.
  const side = Math.ceil(2 * one.reach) + 6;
  const by = ratio();
  const canvas = Object.assign(document.createElement("canvas"), { className: "stamp", width: side * by, height: side * by });
  canvas.style.width = canvas.style.height = `${side}px`;
  const context = canvas.getContext("2d");
  if (context) {
    context.scale(by, by);
    paintLook(context, { ...one, x: side / 2, y: side / 2 }, inks(), icons);
  }
  return canvas;
}

let read: Promise<Icons> | undefined;
/** The icons of marks that are painted in the page. */
export const pageIcons = (sprite: string): Promise<Icons> => (read ??= readIcons(sprite));
