/** Paints names of towns and departments, on any canvas. */
import { lettersApart } from "./letters.ts";
import type { Context } from "./letters.ts";

/** How a name is written. */
export type Kind = "town" | "large" | "department";

/** A name, and the middle of where it stands, in pixels of the picture. */
export interface Lettered {
  text: string;
  kind: Kind;
  x: number;
  y: number;
}

/** Colours of a theme, by their names in the style. */
export const LETTER_INKS = ["--land", "--ink", "--ink-2", "--dept"] as const;
export type LetterInks = Record<(typeof LETTER_INKS)[number], string>;

/** Typefaces by the names that the style gives them. */
export const HEADINGS = "Bricolage Grotesque";
const TEXT = "Atkinson Hyperlegible Next";

interface Hand {
  font: string;
  ink: keyof LetterInks;
  /** Room between letters, in pixels. */
  apart: number;
}

const HANDS: Record<Kind, Hand> = {
  town: { font: `500 13px "${TEXT}", sans-serif`, ink: "--ink-2", apart: 0 },
  large: { font: `700 15px "${HEADINGS}", sans-serif`, ink: "--ink", apart: -0.15 },
  department: { font: `600 11.5px "${HEADINGS}", sans-serif`, ink: "--dept", apart: 1.84 },
};
/** Land around the letters, that they be read on borders and on the sea: widths in pixels and opacity. */
const HALOES: [number, number][] = [[7, 0.35], [4.5, 0.7], [2.5, 1]];

/** Names are put around their middle. */
export function paintNames(context: Context, names: Lettered[], inks: LetterInks): void {
  context.textAlign = "center";
  context.lineJoin = "round";
  for (const { text, kind, x, y } of names) {
    const { font, ink, apart } = HANDS[kind];
    context.font = font;
    lettersApart(context, apart);
    const written = kind === "department" ? text.toLocaleUpperCase("fr") : text;
    const { actualBoundingBoxAscent: up } = context.measureText("H");
    context.strokeStyle = inks["--land"];
    for (const [width, opacity] of HALOES) {
      context.lineWidth = width;
      context.globalAlpha = opacity;
      context.strokeText(written, x, y + up / 2);
    }
    context.globalAlpha = 1;
    context.fillStyle = inks[ink];
    context.fillText(written, x, y + up / 2);
  }
}
