/** Paints the map's backdrop beside the page. */
import { Press } from "../map/press.ts";
import type { Job } from "../map/press.ts";

declare const self: DedicatedWorkerGlobalScope;

const press = new Press((width, height) => {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  return context ? { context, picture: () => canvas.transferToImageBitmap() } : undefined;
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
