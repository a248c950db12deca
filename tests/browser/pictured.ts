// The picture of the marks, held against the links and buttons that answer for them.
import type { Page } from "@playwright/test";

interface Seen {
  marks: number;
  /** Marks in whose place the sector's colour is not, by what they say. */
  missing: string[];
  /** Points of the sector's colour where no mark stands. */
  stray: number;
}

/** The picture against the marks over it, whose sector has some colour. */
export const pictured = (page: Page, token: string): Promise<Seen> =>
  page.evaluate((token) => {
    const canvas = document.querySelector<HTMLCanvasElement>(".leaflet-looks-pane canvas");
    const context = canvas && new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    if (!canvas || !context) throw new Error("no picture");
    context.drawImage(canvas, 0, 0);
    const wanted = getComputedStyle(document.documentElement).getPropertyValue(token).trim().slice(1).toLowerCase();
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    const place = canvas.getBoundingClientRect();
    const by = width / place.width;
    const marks = [...document.querySelectorAll<HTMLElement>(".mark[data-at]")].map((e) => {
      const box = e.getBoundingClientRect();
      return { label: e.getAttribute("aria-label") ?? "", x: (box.x + box.width / 2 - place.x) * by, y: (box.y + box.height / 2 - place.y) * by, far: (box.width / 2 + 3) * by };
    });
    const at = (x: number, y: number) => 4 * (Math.round(y) * width + Math.round(x));
    const hex = (i: number) => [0, 1, 2].map((c) => (data[i + c] ?? 0).toString(16).padStart(2, "0")).join("");
    const inside = marks.filter((m) => m.x > m.far && m.y > m.far && m.x < width - m.far && m.y < height - m.far);
    const missing = inside.filter((m) => {
      for (let r = 0; r < m.far; r += 0.5) if (hex(at(m.x, m.y - r)) === wanted) return false;
      return true;
    });
    let stray = 0;
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) if (hex(at(x, y)) === wanted && !marks.some((m) => Math.hypot(m.x - x, m.y - y) <= m.far)) stray += 1;
    }
    return { marks: inside.length, missing: missing.map((m) => m.label), stray };
  }, token);
