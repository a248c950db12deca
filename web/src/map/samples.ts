/** The marks of the map beside each other, for the page of components. */
import "../shared.ts";
import { SECTORS } from "../geo/rings.ts";
import { drawing, pin } from "./marks.ts";
import type { Placed } from "./marks.ts";

const one = (count: number, sectors: Record<string, number>): Placed => ({ x: 0, y: 0, at: "", parts: [], count, sectors, slug: undefined, name: undefined, category: undefined });

export function samples(holder: HTMLElement): void {
  const sprite = holder.dataset["sprite"] ?? "";
  const share = (count: number) => Object.fromEntries(SECTORS.map((sector, i) => [sector, Math.ceil(count / 2 ** (i + 1))]));
  const rings = [3, 14, 45, 1250].map((n) => drawing(one(n, share(n)), sprite, true, false));
  const discs = SECTORS.flatMap((sector) => [true, false].map((icons) => drawing(one(1, { [sector]: 1 }), sprite, icons, false)));
  for (const { look, side } of [...rings, ...discs]) {
    const mark = document.createElement("span");
    mark.className = "mark";
    mark.style.width = mark.style.height = `${side}px`;
    mark.append(look);
    holder.append(mark);
  }
  const chosen = document.createElement("span");
  chosen.className = "pin";
  chosen.innerHTML = pin("reparation", "tool", sprite);
  holder.append(chosen);
}
