/** Has the map's pictures painted in a worker; in the page where browsers have no canvas there, or the worker does not come. */
import { Press } from "./press.ts";
import type { Answer, Job } from "./press.ts";

/** The worker's file in the bundle. */
declare const __PAINTER__: string;

export class Painter {
  private readonly worker: Worker | undefined;
  private own: Press | undefined;
  /** The worker answers in the order in which it was asked. */
  private waiting: { job: Job; done: (answer: Answer) => void }[] = [];
  private reading: Job | undefined;

  constructor() {
    if (!("OffscreenCanvas" in globalThis)) return;
    this.worker = new Worker(new URL(__PAINTER__, import.meta.url));
    this.worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => this.waiting.shift()?.done(data));
    this.worker.addEventListener("error", (event) => {
      event.preventDefault();
      void this.without();
    });
  }

  ask(job: Job): Promise<Answer> {
    if ("read" in job) this.reading = job;
    if (!this.worker || this.own) return this.press().answer(job);
    const { worker } = this;
    return new Promise((done) => {
      this.waiting.push({ job, done });
      worker.postMessage(job);
    });
  }

  private press(): Press {
    this.own ??= new Press({
      canvas: (width, height) => {
        const canvas = Object.assign(document.createElement("canvas"), { width, height });
        const context = canvas.getContext("2d");
        return context ? { context, picture: () => canvas } : undefined;
      },
      // The page's own style names their files.
      faces: async (all) => void (await Promise.all(all.map(({ family }) => document.fonts.load(`700 14px "${family}"`).catch(() => undefined)))),
    });
    return this.own;
  }

  /** The page does what the worker has left. */
  private async without(): Promise<void> {
    if (this.own) return;
    this.worker?.terminate();
    const left = this.waiting.splice(0);
    const press = this.press();
    if (this.reading && !left.some(({ job }) => job === this.reading)) await press.answer(this.reading);
    for (const { job, done } of left) done(await press.answer(job));
  }
}
