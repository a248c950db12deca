/** Paints rings, discs and names, on any canvas: knows neither Leaflet nor a document, so that it can work beside the page. */
import { arcs, size } from "../geo/rings.ts";
import { HEADINGS, LETTER_INKS, paintNames } from "./lettering.ts";
import type { LetterInks, Lettered } from "./lettering.ts";
import { lettersApart } from "./letters.ts";
import type { Context } from "./letters.ts";
import type { Extent } from "./paint.ts";

/** Width of the light rim around a mark, in pixels. */
export const HALO = 2;

/** Colours of a theme, by their names in the style. */
export const LOOK_INKS = ["--surface", "--ink", "--ink-3", "--on-sector", "--reemploi", "--reparation", "--mobilite", "--dechets", "--accompagnement"] as const;
export type LookInks = Record<(typeof LOOK_INKS)[number], string>;
/** All colours of a picture. */
export type SceneInks = LookInks & LetterInks;
export const SCENE_INKS = [...new Set([...LOOK_INKS, ...LETTER_INKS])];

/** A typeface: its name in the style, and where its file is. */
export interface Face {
  family: string;
  url: string;
  weight: string;
}

/** What a ring of several tells: their number, also as people write it, and whether it is one of the smaller rings of phones. */
interface Ring {
  count: number;
  number: string;
  phone: boolean;
}

/** A mark as it is to be painted; its middle in pixels of the picture. */
export interface Look {
  x: number;
  y: number;
  /** How far it reaches with its rim, in pixels. */
  reach: number;
  sectors: Record<string, number>;
  /** A disc has none. */
  ring?: Ring;
  /** A disc's icon, by its name in the sprite. */
  icon?: string;
}

/** A picture of marks and of the names among them. */
export interface Scene extends Extent {
  looks: Look[];
  names: Lettered[];
  inks: SceneInks;
  /** Address of the sprite of icons. */
  sprite: string;
  faces: Face[];
}

/** Lines of icons by their names: the `d` of SVG paths on a square of 24. */
export type Icons = Map<string, string>;

/** Side of an icon on a disc and of the square that it was drawn on, in pixels. */
const ICON = 18;
const DRAWN_ON = 24;
/** A thin shade under each mark: how far it reaches beyond it. */
const SHADES = [1.5, 0.5];
const SHADE = "rgb(40 30 10 / .1)";

/** The icons of our own sprite, which has nothing but paths; none where it does not come. */
export async function readIcons(url: string): Promise<Icons> {
  const icons: Icons = new Map();
  const answer = await fetch(url).catch(() => undefined);
  if (!answer?.ok) return icons;
  for (const [, name = "", drawn = ""] of (await answer.text()).matchAll(/<symbol id="([^"]+)"[^>]*>(.*?)<\/symbol>/gs)) {
    icons.set(name, [...drawn.matchAll(/ d="([^"]+)"/g)].map(([, d]) => d).join(""));
  }
  return icons;
}

const ink = (inks: LookInks, sector: string | undefined): string => (inks as Record<string, string>)[`--${sector}`] ?? inks["--ink-3"];

function disc(context: Context, x: number, y: number, radius: number, colour: string): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
}

function ring(context: Context, { x, y, sectors }: Look, { count, number, phone }: Ring, inks: LookInks): void {
  const { radius, stroke, text } = size(count, phone);
  const middle = radius - stroke / 2;
  context.lineWidth = stroke;
  for (const { sector, start, length } of arcs(sectors, middle)) {
    const from = start / middle - Math.PI / 2;
    context.beginPath();
    context.arc(x, y, middle, from, from + length / middle);
    context.strokeStyle = ink(inks, sector);
    context.stroke();
  }
  context.font = `700 ${text}px "${HEADINGS}", sans-serif`;
  lettersApart(context, -0.02 * text);
  const { actualBoundingBoxAscent: up, actualBoundingBoxDescent: down } = context.measureText("0");
  context.textAlign = "center";
  context.fillStyle = inks["--ink"];
  context.fillText(number, x, y + (up - down) / 2);
}

/** Paints one mark. */
export function paintLook(context: Context, look: Look, inks: LookInks, icons: Icons): void {
  const { x, y, reach, icon } = look;
  for (const beyond of SHADES) disc(context, x, y + 1, reach + beyond, SHADE);
  disc(context, x, y, reach, inks["--surface"]);
  if (look.ring) {
    ring(context, look, look.ring, inks);
    return;
  }
  disc(context, x, y, reach - HALO, ink(inks, Object.keys(look.sectors)[0]));
  const drawn = icon && icons.get(icon);
  if (!drawn) return;
  context.save();
  context.translate(x - ICON / 2, y - ICON / 2);
  context.scale(ICON / DRAWN_ON, ICON / DRAWN_ON);
  context.lineWidth = 2;
  context.lineCap = context.lineJoin = "round";
  context.strokeStyle = inks["--on-sector"];
  context.stroke(new Path2D(drawn));
  context.restore();
}

/** Paints names, and marks over them. */
export function paintScene(context: Context, { width, height, ratio, looks, names, inks }: Scene, icons: Icons): void {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  paintNames(context, names, inks);
  for (const look of looks) paintLook(context, look, inks, icons);
}
