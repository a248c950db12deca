/** Paints the map's pictures beside the page. */
import { Press } from "../map/press.ts";
import type { Job } from "../map/press.ts";

declare const self: DedicatedWorkerGlobalScope;

/** Typefaces that take longer than this are done without, in milliseconds. */
const PATIENCE = 1000;

const press = new Press({
  canvas: (width, height) => {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d");
    return context ? { context, picture: () => canvas.transferToImageBitmap() } : undefined;
  },
  faces: async (all) => {
    if (!("FontFace" in self)) return;
    const loading = all.map(({ family, url, weight }) => {
      const face = new FontFace(family, `url(${JSON.stringify(url)})`, { weight });
      self.fonts.add(face);
      return face.load().catch(() => undefined);
    });
    await Promise.race([Promise.all(loading), new Promise((done) => setTimeout(done, PATIENCE))]);
  },
});

/** One after the other, in the order in which they came. */
let last = Promise.resolve();
self.addEventListener("message", ({ data }: MessageEvent<Job>) => {
  last = last.then(async () => {
    // One that fails, as on a device without memory left, is no picture, and the next one may be.
    const answer = await press.answer(data).catch(() => undefined);
    self.postMessage(answer, answer && "picture" in answer && answer.picture instanceof ImageBitmap ? [answer.picture] : []);
  });
});
