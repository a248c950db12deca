/** A ring whose structures stand around it, each on a leg: those of one place, which no zoom would part. */
import * as L from "leaflet";
import { fan } from "../geo/fan.ts";
import { marker } from "./flat.ts";
import type { Drawn } from "./flat.ts";
import type { Icons } from "./looks.ts";
import { legs, look, reach } from "./marks.ts";
import type { Placed } from "./marks.ts";
import { phone } from "./measures.ts";
import { stamp } from "./pictured.ts";

export class Fan {
  private readonly layer = L.layerGroup();
  /** The place of the ring that is fanned out, and its structures. */
  private shown: { at: string; members: Placed[]; icons: Icons } | undefined;

  /** `make` makes a single mark that stands at a place of the map. */
  constructor(private readonly map: L.Map, private readonly element: HTMLElement, private readonly make: (mark: Placed, at: L.LatLng) => Drawn) {
    this.layer.addTo(map);
  }

  isOf(mark: Placed): boolean {
    return this.shown?.at === mark.at;
  }

  unfold(control: HTMLElement, mark: Placed, found: Placed[], icons: Icons): void {
    this.fold();
    const byKeyboard = control.matches(":focus-visible");
    this.shown = { at: mark.at, members: found, icons };
    this.draw(control, mark, found, icons);
    if (byKeyboard) this.element.querySelector<HTMLElement>(".of-fan .mark")?.focus({ preventScroll: true });
  }

  /** Single marks around their ring; they follow it in the order of the keyboard. */
  private draw(control: HTMLElement, mark: Placed, found: Placed[], icons: Icons): void {
    // The picture of all the others is dimmed.
    const stamped = (mark: Placed) => stamp(look(mark, true, phone(), 0, 0), icons);
    if (!control.querySelector(".stamp")) control.prepend(stamped(mark));
    const places = fan(found.length);
    const icon = L.divIcon({ className: "fan-legs", html: legs(places, reach(mark, true, phone())), iconSize: [0, 0] });
    marker(this.map.containerPointToLatLng([mark.x, mark.y]), { icon, zIndexOffset: 50_000 }).addTo(this.layer);
    let before = control.parentElement;
    found.forEach((one, i) => {
      const [x = 0, y = 0] = places[i] ?? [];
      const at = this.map.containerPointToLatLng([mark.x + x, mark.y + y]);
      const { control: own, marker } = this.make({ ...one, x: mark.x + x, y: mark.y + y }, at);
      marker.addTo(this.layer);
      own.dataset["slug"] = one.slug ?? "";
      own.prepend(stamped(one));
      const holder = own.parentElement;
      if (holder) before?.after(holder);
      before = holder;
    });
    control.setAttribute("aria-expanded", "true");
    control.classList.add("quiet");
    control.parentElement?.classList.add("of-fan-middle");
    this.element.classList.add("fanned");
  }

  /** New marks are coming. */
  clear(): void {
    this.layer.clearLayers();
  }

  /** After a drawing: the same ring stays fanned out, and the keyboard on the same one of its marks. */
  again(marks: Placed[], slug: string | undefined): void {
    const was = this.shown;
    const mark = was && marks.find((m) => m.at === was.at && m.count === was.members.length);
    const control = mark && this.element.querySelector<HTMLElement>(`.mark[data-at="${mark.at}"]`);
    if (!was || !mark || !control) {
      this.fold();
      return;
    }
    this.draw(control, mark, was.members, was.icons);
    if (slug !== undefined) this.element.querySelector<HTMLElement>(`.mark[data-slug="${CSS.escape(slug)}"]`)?.focus({ preventScroll: true });
  }

  /** Puts it away; the keyboard goes back to its ring. */
  fold(): void {
    if (!this.shown) return;
    const { at } = this.shown;
    const inside = document.activeElement?.closest(".of-fan") !== null;
    this.shown = undefined;
    this.layer.clearLayers();
    this.element.classList.remove("fanned");
    const middle = this.element.querySelector(".of-fan-middle");
    middle?.classList.remove("of-fan-middle");
    middle?.querySelector(".stamp")?.remove();
    const ring = this.element.querySelector<HTMLElement>(`button.mark[data-at="${at}"]`);
    ring?.setAttribute("aria-expanded", "false");
    if (inside) (ring ?? this.element).focus({ preventScroll: true });
  }
}
