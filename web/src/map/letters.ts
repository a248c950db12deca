/** What everything that is painted shares. */

/** Where one paints: in the page, or beside it. */
export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Room between letters, in pixels, where the browser has that. */
export function lettersApart(context: Context, pixels: number): void {
  if ("letterSpacing" in context) context.letterSpacing = `${pixels}px`;
}
