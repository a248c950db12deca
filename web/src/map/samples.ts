/** The marks of the map beside each other, for the page of components. */
import "../shared.ts";
import { SECTORS } from "../geo/rings.ts";
import { HEADINGS } from "./lettering.ts";
import { look, pin } from "./marks.ts";
import type { Placed } from "./marks.ts";
import { pageIcons, stamp } from "./pictured.ts";

const one = (count: number, sectors: Record<string, number>): Placed => ({ x: 0, y: 0, at: "", parts: [], count, sectors, slug: undefined, name: undefined, category: undefined });

export async function samples(holder: HTMLElement): Promise<void> {
  const sprite = holder.dataset["sprite"] ?? "";
  const share = (count: number) => Object.fromEntries(SECTORS.map((sector, i) => [sector, Math.ceil(count / 2 ** (i + 1))]));
  const rings = [3, 14, 45, 1250].map((n) => look(one(n, share(n)), true, false, 0, 0));
  const discs = SECTORS.flatMap((sector) => [true, false].map((icons) => look(one(1, { [sector]: 1 }), icons, false, 0, 0)));
  const [icons] = await Promise.all([pageIcons(sprite), document.fonts.load(`700 14px "${HEADINGS}"`)]);
  const marks = [...rings, ...discs].map((one) => {
    const mark = document.createElement("span");
    mark.className = "mark";
    mark.append(stamp(one, icons));
    return mark;
  });
  holder.append(...marks);
  const chosen = document.createElement("span");
  chosen.className = "pin";
  chosen.innerHTML = pin("reparation", "tool", sprite);
  holder.append(chosen);
}
