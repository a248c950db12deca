/** What the map says and offers over itself: first in the order of the keyboard, before the marks. */
import { t } from "../state/words.ts";
import { alarm } from "../ui/say.ts";
import { icon } from "../ui/icon.ts";

export class Says {
  private readonly box = document.createElement("div");
  private readonly zone: HTMLButtonElement;
  private readonly note = document.createElement("p");

  /** `map` takes the keyboard when a button that held it goes away. */
  constructor(private readonly map: HTMLElement, sprite: string, onZone: () => void) {
    this.box.className = "map-says";
    this.zone = this.button(`${icon(sprite, "refresh")}${t("map-search-here")}`, "map-zone", onZone);
    this.zone.hidden = true;
    this.note.className = "map-note";
    this.note.hidden = true;
    this.box.append(this.zone, this.note);
    map.before(this.box);
  }

  /** "Chercher dans cette zone", or not any more. */
  offerZone(offered: boolean): void {
    if (!offered) this.keep(this.zone);
    this.zone.hidden = !offered;
  }

  /** A sentence with its cure; it stays until `quiet`. */
  tell(words: string, cure: string, press: () => void): void {
    if (!this.note.hidden && this.note.dataset["words"] === words) return;
    this.keep(this.note);
    this.note.dataset["words"] = words;
    this.note.replaceChildren(`${words} `, this.button(cure, "", () => {
      this.keep(this.note);
      press();
    }));
    this.note.hidden = false;
    alarm(words);
  }

  quiet(): void {
    this.keep(this.note);
    this.note.hidden = true;
  }

  /** The keyboard stays on the map. */
  private keep(leaving: HTMLElement): void {
    if (leaving.contains(document.activeElement)) this.map.focus({ preventScroll: true });
  }

  private button(html: string, kind: string, press: () => void): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `btn ${kind}`;
    button.innerHTML = html;
    button.addEventListener("click", press);
    return button;
  }
}
