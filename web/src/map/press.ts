/** Who paints the map's pictures: a worker beside the page, which neither a finger nor a frame waits for; or the page where there is none. */
import { paintScene, readIcons } from "./looks.ts";
import type { Face, Icons, Scene } from "./looks.ts";
import type { Context } from "./letters.ts";
import { Backcloth } from "./paint.ts";
import type { Extent, Printed, View } from "./paint.ts";

/** What is asked: a file of the backdrop to be read, a view to be painted of it, or marks. */
export type Job = { read: string } | { paint: View } | { marks: Scene };

/** A department, its region's code, where its name stands best, and how far south and north its mainland reaches: thousandths of a degree. */
export interface Department {
  name: string;
  region: string;
  at: [number, number];
  tall: [number, number];
}

/** The least and the largest latitude of the longest of some rings, each point as its difference from the one before. */
export function tallness(land: number[][][]): [number, number] {
  const mainland = land.flat().reduce((a, b) => (b.length > a.length ? b : a), []);
  let [south, north, at] = [Infinity, -Infinity, 0];
  for (let i = 1; i < mainland.length; i += 2) {
    at += mainland[i] ?? 0;
    [south, north] = [Math.min(south, at), Math.max(north, at)];
  }
  return [south, north];
}

/** Undefined where the file did not come, or nothing could be painted. */
export type Answer = { departments: Department[] } | { picture: ImageBitmap | HTMLCanvasElement } | undefined;

/** Where the press works. */
export interface Place {
  /** A canvas of some width and height in its own pixels, and how it becomes a picture. */
  canvas(width: number, height: number): { context: Context; picture(): ImageBitmap | HTMLCanvasElement } | undefined;
  /** Has typefaces there, or does without. */
  faces(all: Face[]): Promise<void>;
}

/** Answers in the place where it is made. */
export class Press {
  private cloth: Backcloth | undefined;
  /** Icons and typefaces are read once. */
  private tools: Promise<Icons> | undefined;

  constructor(private readonly place: Place) {}

  async answer(job: Job): Promise<Answer> {
    if ("read" in job) return this.read(job.read);
    if ("paint" in job) {
      const { cloth } = this;
      return cloth && this.picture(job.paint, (context) => cloth.paint(context, job.paint));
    }
    const { sprite, faces } = job.marks;
    const icons = await (this.tools ??= Promise.all([readIcons(sprite), this.place.faces(faces)]).then(([icons]) => icons));
    return this.picture(job.marks, (context) => paintScene(context, job.marks, icons));
  }

  private picture({ width, height, ratio }: Extent, paint: (context: Context) => void): Answer {
    const canvas = this.place.canvas(Math.round(width * ratio), Math.round(height * ratio));
    if (!canvas) return undefined;
    paint(canvas.context);
    return { picture: canvas.picture() };
  }

  private async read(url: string): Promise<Answer> {
    try {
      const answer = await fetch(url);
      if (!answer.ok) return undefined;
      const printed = (await answer.json()) as Printed;
      this.cloth = new Backcloth(printed);
      return { departments: printed.departments.map(({ name, region, at, land }) => ({ name, region, at, tall: tallness(land) })) };
    } catch {
      // The map does without.
      return undefined;
    }
  }
}
