/** Who paints the backdrop: a worker beside the page, which neither a finger nor a frame waits for; or the page where there is none. */
import { Backcloth } from "./paint.ts";
import type { Printed, View } from "./paint.ts";

/** What is asked: a file to be read, or a view to be painted of it. */
export type Job = { read: string } | { paint: View };

/** A department, its region's code, and where its name stands: longitude and latitude in thousandths of a degree. */
export interface Department {
  name: string;
  region: string;
  at: [number, number];
}

/** Undefined where the file did not come, or nothing could be painted. */
export type Answer = { departments: Department[] } | { picture: ImageBitmap | HTMLCanvasElement } | undefined;

interface Canvas<P> {
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
  picture(): P;
}

/** Answers in the place where it is made; `canvas` gives one of some width and height in its own pixels. */
export class Press {
  private cloth: Backcloth | undefined;

  constructor(private readonly canvas: (width: number, height: number) => Canvas<ImageBitmap | HTMLCanvasElement> | undefined) {}

  async answer(job: Job): Promise<Answer> {
    if ("read" in job) return this.read(job.read);
    const view = job.paint;
    const canvas = this.cloth && this.canvas(Math.round(view.width * view.ratio), Math.round(view.height * view.ratio));
    if (!this.cloth || !canvas) return undefined;
    this.cloth.paint(canvas.context, view);
    return { picture: canvas.picture() };
  }

  private async read(url: string): Promise<Answer> {
    try {
      const answer = await fetch(url);
      if (!answer.ok) return undefined;
      const printed = (await answer.json()) as Printed;
      this.cloth = new Backcloth(printed);
      return { departments: printed.departments.map(({ name, region, at }) => ({ name, region, at })) };
    } catch {
      // The map does without.
      return undefined;
    }
  }
}
