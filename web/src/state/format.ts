/** Figures as the language of the page has them, and text matched as people type it. */
import { NBSP, language, number, t } from "./words.ts";

/** "650 m", "4,1 km", "10 km". */
export function distance(metres: number): string {
  if (metres < 995) return `${Math.round(metres / 10) * 10}${NBSP}m`;
  const km = metres / 1000;
  const text = km < 9.95 && Math.round(km * 10) % 10 !== 0 ? km.toFixed(1).replace(".", language() === "fr" ? "," : ".") : number(km);
  return `${text}${NBSP}km`;
}

/** Lower case, without accents or ligatures; `at[i]` is where letter i of the result stands in the text. */
function fold(text: string): { folded: string; at: number[] } {
  let folded = "";
  const at: number[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const letter = (text[i] ?? "").toLowerCase().replace("œ", "oe").replace("æ", "ae").replace("’", "'");
    for (const c of letter.normalize("NFD").replace(/\p{M}/gu, "")) {
      folded += c;
      at.push(i);
    }
  }
  return { folded, at };
}

/** Where what was typed stands at the start of a word of a label, without regard to accents; null when nowhere. */
export function matchRange(label: string, asked: string): [number, number] | null {
  const wanted = fold(asked.trim()).folded;
  if (wanted === "") return null;
  const { folded, at } = fold(label);
  for (let i = folded.indexOf(wanted); i >= 0; i = folded.indexOf(wanted, i + 1)) {
    if (i > 0 && /[a-z0-9]/.test(folded[i - 1] ?? "")) continue;
    const start = at[i];
    const end = at[i + wanted.length - 1];
    if (start !== undefined && end !== undefined) return [start, end + 1];
  }
  return null;
}

/** "3 structures : 2 réemploi, 1 réparation". */
export function sectorSentence(count: number, sectors: Record<string, number>, labels: Map<string, string>): string {
  const parts = [...labels]
    .filter(([code]) => (sectors[code] ?? 0) > 0)
    .map(([code, label]) => `${number(sectors[code] ?? 0)}${NBSP}${label.toLowerCase()}`);
  const all = t("structures-count", { n: count });
  return parts.length === 0 ? all : t("map-ring", { count: all, sectors: parts.join(", ") });
}
