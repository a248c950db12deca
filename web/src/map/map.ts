/** The map: our outlines, the tiles over them, and the server's clusters. */
import "../shared.ts";
import * as L from "leaflet";
import { abort, get } from "../api/client.ts";
import { boxNear, copyNear, intersect, parseBox, rolled, unrolled } from "../geo/bounds.ts";
import type { Box } from "../geo/bounds.ts";
import { fanReach } from "../geo/fan.ts";
import { freeing } from "../geo/frames.ts";
import { merge } from "../geo/rings.ts";
import { placeKey } from "../state/query.ts";
import { t } from "../state/words.ts";
import { covered } from "../ui/stops.ts";
import { Ahead } from "./ahead.ts";
import { Answers } from "./answers.ts";
import { Aside } from "./aside.ts";
import { Around } from "./around.ts";
import { Backdrop } from "./backdrop.ts";
import { onTheme } from "./colours.ts";
import { calm, fullscreenButton, gently, locateButton, scale, zoomButtons } from "./controls.ts";
import { Curtain, inMotion } from "./curtain.ts";
import { Fan } from "./fanned.ts";
import { Fingers } from "./fingers.ts";
import { marker } from "./flat.ts";
import type { Drawn } from "./flat.ts";
import { Labels } from "./labels.ts";
import type { Obstacle } from "./labels.ts";
import { letGo } from "./laid.ts";
import type { Lettered } from "./lettering.ts";
import { light } from "./lit.ts";
import { over, phone } from "./measures.ts";
import { inOnePlace, members } from "./members.ts";
import { HALO } from "./looks.ts";
import { control, keyOf, pin, reach } from "./marks.ts";
import type { Clusters, Placed } from "./marks.ts";
import { Painter } from "./painter.ts";
import { ABOVE, PANE, Pictured, pageIcons } from "./pictured.ts";
import type { Sketch } from "./pictured.ts";
import { question, viewAt } from "./question.ts";
import { Says } from "./says.ts";
import { tiles } from "./tiles.ts";

/** What the page needs of the map. */
export interface MapView {
  /** A new list stands in the page. */
  refresh(): void;
  /** Pins a card's place; null takes the pin off. */
  pin(card: HTMLElement | null): void;
}

/** What the map asks of the page. */
export interface Asks {
  /** A list of what lies in a box. */
  zone(box: string): void;
  /** A list around the person; not there where the browser cannot tell a position. */
  locate: (() => void) | undefined;
}

const HOME: Box = [-2.6, 46.2, 0.95, 48.6];
const MOST_ZOOM = 18;
/** Single structures show their icon from this zoom on, or when few marks are in view. */
const ICON_ZOOM = 13;
const FEW = 30;
/** A shorter way than this is no move of the map, in pixels. */
const SLIGHT = 8;
/** A mark farther outside than this goes with the end of a zoom, in pixels. */
const FAR = 64;
/** Height of the rows in which the keyboard goes over the marks, in pixels. */
const ROW = 64;
/** Room above a circle for the word of its radius, in pixels. */
const LABEL = 24;
/** Rings of no more than these are asked whether they can be told apart further in. */
const MOST_FAN = 24;
/** What is shown of an answer; undefined where another view has been asked for meanwhile. */
type Prepared = { sketch: Sketch | undefined; wording: number } | undefined;
const results = () => document.getElementById("results")?.dataset ?? {};

export function start(element: HTMLElement, asks: Asks): MapView {
  return new Explorer(element, asks);
}

class Explorer implements MapView {
  private readonly map: L.Map;
  private readonly backdrop: Backdrop;
  private readonly labels: Labels;
  private readonly says: Says;
  private readonly marks = L.layerGroup();
  private readonly around: Around;
  private readonly curtain: Curtain;
  private readonly pictured: Pictured;
  /** What is being prepared, until another view is asked for; and the picture of the former marks that was asked for last. */
  private preparing: object | undefined;
  private anew: object | undefined;
  private readonly sprite: string;
  private place: string;
  private pinned: L.Marker | undefined;
  /** Names are ours only while no tile brings its own. */
  private named = true;
  /** Counts the changes of what is named. */
  private wording = 0;
  /** The box that was asked for from the map: its list does not move the map. */
  private held: string | undefined;
  /** The view that the program chose or that was last searched; any other is a person's move. */
  private chosen: { centre: L.LatLng; zoom: number } | undefined;
  /** The program is moving the map. */
  private moving = false;
  private readonly fan: Fan;
  private readonly answers: Answers;
  /** Marks by what they show: those that a move does not change stay as they are. */
  private drawn = new Map<string, Drawn>();
  private readonly aside: Aside;
  private readonly ahead = new Ahead<Drawn>((one) => this.takeOff(one));
  private readonly fingers: Fingers;
  /** The marks that were last worked out, as they serve again while the map stands. */
  private worked: { found: Clusters; view: string; marks: Placed[]; icons: boolean } | undefined;
  /** The zoom that was begun last, until another view is asked for. */
  private motion: object | undefined;
  /** The answer for the end of a zoom in motion, and whether its marks have been made. */
  private coming: { url: string; found: Promise<Clusters | null | undefined>; made: Promise<Prepared> } | undefined;
  /** Resolves when the marks of the view are there, or will not come. */
  private asked: Promise<void> = Promise.resolve();

  constructor(private readonly element: HTMLElement, private readonly asks: Asks) {
    this.sprite = element.dataset["sprite"] ?? "";
    this.map = L.map(element, { preferCanvas: true, maxZoom: MOST_ZOOM, minZoom: 4, zoomControl: false, attributionControl: false, zoomAnimation: !calm(), markerZoomAnimation: false, fadeAnimation: !calm(), inertia: !calm(), zoomSnap: (element.dataset["tilesUrl"] ?? "none") === "none" ? 0.5 : 1, zoomDelta: 1, worldCopyJump: true });
    gently(this.map);
    this.fingers = new Fingers(element);
    this.aside = new Aside(this.map, this.map.getPane("markerPane") ?? element);
    this.says = new Says(element, this.sprite, () => this.zone(this.inSight()));
    const legend = this.legend();
    if (legend) legend.open = !phone();
    legend?.addEventListener("toggle", () => this.reword());
    this.place = placeKey(results()["query"] ?? "");
    this.fit();
    zoomButtons(this.map, this.sprite, () => this.seen().divideBy(2));
    fullscreenButton(this.map, this.sprite, element.parentElement ?? element);
    if (asks.locate) locateButton(this.map, this.sprite, asks.locate);
    scale(this.map);
    const painter = new Painter();
    this.backdrop = new Backdrop(this.map, painter, () => this.asked);
    this.pictured = new Pictured(this.map, painter, this.sprite);
    this.labels = new Labels(this.map);
    this.around = new Around(this.map);
    this.marks.addTo(this.map);
    this.fan = new Fan(this.map, element, (mark, at) => this.control(mark, at, true, "mark-at of-fan", 60_000));
    this.tiles();
    this.map.on("printed", () => this.reword());
    this.map.on("moveend", () => this.movedOn());
    this.map.on("click", () => {
      this.answers.untold();
      this.fan.fold();
    });
    this.map.on("zoomstart", () => {
      this.fan.fold();
      this.ahead.giveUp();
      // What comes now is of a view that is left.
      this.coming = this.motion = this.preparing = undefined;
      abort("clusters");
    });
    this.map.createPane(ABOVE).style.zIndex = "630";
    this.curtain = new Curtain(this.map, "markerPane", PANE, ABOVE);
    this.answers = new Answers(this.map, element, this.sprite, this.curtain, { seen: () => this.seen(), uncover: (mark, radius) => this.uncover(mark, radius) });
    this.map.on("zoomanim", ({ center, zoom }) => this.askAhead(center, zoom));
    this.map.on("zoomend", () => this.shed());
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      // The pointer may be on a caption while the keyboard is anywhere.
      for (const over of element.querySelectorAll(".mark:hover, .mark:focus")) over.classList.add("quiet");
      this.answers.untold();
      this.pin(null);
      if (element.contains(document.activeElement)) this.fan.fold();
    });
    onTheme(() => {
      this.around.draw(results()["circle"]);
      void this.repaint();
    });
    this.backdrop.lift(results()["regions"] ?? "");
    this.around.draw(results()["circle"]);
    void this.ask();
    element.dataset["ready"] = "true";
  }

  refresh(): void {
    const { query = "", regions = "" } = results();
    const place = placeKey(query);
    const held = this.held !== undefined && new URLSearchParams(query).get("bbox") === this.held;
    const other = place !== this.place && !held;
    this.place = place;
    this.held = undefined;
    this.pin(null);
    this.fan.fold();
    // Until the new counts come, the former ones are not taken for them.
    this.element.classList.add("stale");
    if (regions) this.backdrop.lift(regions);
    this.around.draw(results()["circle"]);
    if (held) this.choose();
    if (other || this.elsewhere()) this.fit();
    else void this.ask();
  }

  pin(card: HTMLElement | null): void {
    const at = card?.dataset["at"]?.split(",").map(Number);
    for (const other of document.querySelectorAll("#results .card.on")) if (other !== card) other.classList.remove("on");
    this.pinned?.remove();
    this.pinned = undefined;
    if (!card || !at || at[0] === undefined || at[1] === undefined) return;
    card.classList.add("on");
    const html = pin(card.dataset["sector"] ?? "none", card.dataset["icon"] ?? "map-pin", this.sprite);
    const icon = L.divIcon({ className: "pin", html, iconSize: [46, 58], iconAnchor: [23, 54] });
    this.pinned = marker([at[1], at[0]], { icon, pane: ABOVE }).addTo(this.map);
    this.pinned.getElement()?.removeAttribute("role");
  }

  private legend(): HTMLDetailsElement | null {
    return this.element.parentElement?.querySelector<HTMLDetailsElement>(".legend") ?? null;
  }

  /** Shows all that the list is about, clear of the legend where that costs no zoom. */
  private fit(): void {
    // Leaflet would hear of it in the midst of a zoom, and leave it.
    if (inMotion(this.map)) {
      this.map.once("moveend", () => this.fit());
      return;
    }
    const [w, s, e, n] = unrolled(parseBox(results()["bounds"]) ?? HOME);
    const bounds = L.latLngBounds([[s, w], [n, e]]);
    const edge = phone() ? 12 : 32;
    // The word on top of a circle is seen with it.
    const top = results()["circle"] ? edge + LABEL : edge;
    const legend = this.legend();
    const aside = legend?.open && !phone() ? legend.offsetWidth : 0;
    const below = edge + covered();
    const zoom = (more: number) => this.map.getBoundsZoom(bounds, false, L.point(2 * edge + more, top + below));
    const right = zoom(aside) === zoom(0) ? edge + aside : edge;
    this.byProgram(() => this.map.fitBounds(bounds, { maxZoom: 14, paddingTopLeft: [edge, top], paddingBottomRight: [right, below], animate: false }));
    this.choose();
  }

  private byProgram(move: () => void): void {
    this.moving = true;
    move();
    this.moving = false;
  }

  /** This view is where moves are counted from. */
  private choose(): void {
    this.chosen = { centre: this.map.getCenter(), zoom: this.map.getZoom() };
    this.says.offerZone(false);
  }

  private movedOn(): void {
    for (const { marker, mark } of this.drawn.values()) Object.assign(mark, this.map.latLngToContainerPoint(marker.getLatLng()));
    // Never a silent reload that loses the list's place: the person asks for it.
    if (!this.moving && this.moved()) this.says.offerZone(true);
    void this.ask();
  }

  private moved(): boolean {
    const zoom = this.map.getZoom();
    if (!this.chosen || zoom !== this.chosen.zoom) return true;
    return this.map.project(this.chosen.centre, zoom).distanceTo(this.map.project(this.map.getCenter(), zoom)) > SLIGHT;
  }

  /** Width and height of the map that nothing covers from below, in pixels. */
  private seen(): L.Point {
    return this.map.getSize().subtract([0, covered()]);
  }

  /** What of the view is not under the sheet. */
  private inSight(): Box {
    const { x, y } = this.seen();
    const [nw, se] = [this.map.containerPointToLatLng([0, 0]), this.map.containerPointToLatLng([x, y])];
    return [nw.lng, se.lat, se.lng, nw.lat];
  }

  /** There are matches, and the view has none of the land where they lie. */
  private elsewhere(): boolean {
    const { count = "0", bounds } = results();
    const box = parseBox(bounds);
    const view = this.inSight();
    return Number(count) > 0 && box !== null && intersect(boxNear(unrolled(box), (view[0] + view[2]) / 2), view) === null;
  }

  /** Names are ours where there are no tiles, or none come. */
  private tiles(): void {
    const name = () => this.labels.load(this.element.dataset["towns"] ?? "").then(() => this.reword());
    const there = tiles(this.map, this.element, MOST_ZOOM, {
      came: () => {
        if (!this.named) return;
        this.named = false;
        this.reword();
      },
      refused: () => {
        if (this.named) return;
        this.named = true;
        void name();
      },
      bare: () => void this.backdrop.load(this.element.dataset["backdrop"] ?? ""),
    });
    this.named = !there;
    if (!there) void name();
  }

  private ask(): Promise<void> {
    return (this.asked = this.asking());
  }

  /** Asks for the clusters of what is in view. */
  private async asking(): Promise<void> {
    const url = question(results()["query"], viewAt(this.map), this.map.getZoom());
    const coming = this.coming?.url === url ? this.coming : undefined;
    this.coming = undefined;
    if (!coming) {
      this.motion = undefined;
      this.ahead.giveUp();
    }
    if (!url) abort("clusters");
    this.curtain.wait(() => this.repaint());
    const found = coming ? await coming.found : url ? await get<Clusters>("clusters", url) : { features: [] };
    if (found) this.curtain.hold();
    const prepared = found && (await (coming?.made ?? this.prepare(found)));
    if (prepared) this.draw(found, prepared);
    else if (found === null) this.failed();
  }

  /** The marks where a zoom leads are asked for and made while it is in motion. */
  private askAhead(centre: L.LatLng, zoom: number): void {
    const url = inMotion(this.map) ? question(results()["query"], viewAt(this.map, centre, zoom), zoom) : null;
    if (!url) return;
    const found = get<Clusters>("clusters", url);
    const own = (this.motion = {});
    this.coming = { url, found, made: found.then((come) => (come && this.motion === own ? this.prepare(come) : undefined)) };
  }

  /** Nothing is better than the marks of another search. */
  private failed(): void {
    this.put({ features: [] });
    this.aside.back();
    delete this.element.dataset["total"];
    this.element.setAttribute("aria-label", t("map-failed"));
    this.says.tell(t("map-stale"), t("map-retry"), () => void this.ask());
  }

  private placed(found: Clusters): Placed[] {
    const middle = this.map.getCenter().lng;
    return found.features.map(({ geometry: { coordinates: [lon, lat] }, properties: p }) => {
      const { x, y } = this.map.latLngToContainerPoint([lat, copyNear(lon, middle)]);
      return { x, y, at: `${lon},${lat}`, parts: [`${lon},${lat}`], count: p.count, sectors: p.sectors, slug: p.slug, name: p.name, category: p.category };
    });
  }

  /** Has the picture of all marks painted, and makes the controls that the map does not have yet. */
  private async prepare(found: Clusters): Promise<Prepared> {
    const { marks, icons } = this.marksOf(found);
    const own = (this.preparing = {});
    this.curtain.hold();
    const { wording } = this;
    const painting = this.pictured.paint(marks, icons, this.names(marks, icons));
    const fresh = marks.filter((mark) => !this.drawn.has(keyOf(mark, icons)));
    // The map may be dragged on between two portions.
    const made = await this.ahead.make(fresh.map((mark) => [keyOf(mark, icons), this.maker(mark, icons)]));
    const sketch = await painting;
    if (made && this.preparing === own) return { sketch, wording };
    if (sketch) letGo(sketch.picture);
    return undefined;
  }

  /** Paints the marks that stand there as they stand now. */
  private async repaint(): Promise<void> {
    if (!this.worked) return;
    const { icons } = this.worked;
    const own = (this.anew = {});
    const marks = [...this.drawn.values()].map(({ marker, mark }) => ({ ...mark, ...this.map.latLngToContainerPoint(marker.getLatLng()) }));
    const sketch = await this.pictured.paint(marks, icons, this.names(marks, icons));
    if (this.anew === own) this.pictured.show(sketch);
    else if (sketch) letGo(sketch.picture);
  }

  /** Other names are wanted, or other places for them. */
  private reword(): void {
    this.wording += 1;
    void this.repaint();
  }

  private draw(found: Clusters, { sketch, wording }: NonNullable<Prepared>): void {
    this.tell(this.put(found, sketch));
    if (wording !== this.wording) void this.repaint();
    this.aside.back();
    this.element.dataset["drawn"] = String(Number(this.element.dataset["drawn"] ?? 0) + 1);
  }

  /** Puts the marks in the place of the former ones. */
  private put(found: Clusters, sketch?: Sketch): Placed[] {
    this.anew = undefined;
    this.element.classList.remove("stale");
    const held = document.activeElement?.closest<HTMLElement>(".mark");
    const focus = held && this.element.contains(held) ? (held.dataset["at"] ?? "") : undefined;
    const slug = held?.dataset["slug"];
    light(null, 0);
    this.answers.untold();
    this.fan.clear();
    const { marks, icons } = this.marksOf(found);
    this.replace(marks, icons);
    this.pictured.show(sketch);
    if (slug === undefined && focus !== undefined && !this.element.contains(document.activeElement)) {
      this.element.querySelector<HTMLElement>(`.mark[data-at="${focus}"]:not([tabindex="-1"])`)?.focus({ preventScroll: true });
    }
    this.fan.again(marks, slug);
    // The ring that was pressed is gone: the keyboard stays on the map.
    if (focus !== undefined && !this.element.contains(document.activeElement)) this.element.focus({ preventScroll: true });
    this.answers.raise();
    this.curtain.open();
    return marks;
  }

  /** Only what differs from before is taken off and put on; the document keeps the order of the keyboard. */
  private replace(marks: Placed[], icons: boolean): void {
    const former = this.drawn;
    const wanted = new Set(marks.map((mark) => keyOf(mark, icons)));
    // First, as each that stays behind one of them would be put in again.
    for (const [key, one] of former) if (!wanted.has(key)) this.takeOff(one);
    this.drawn = new Map();
    let before: Element | null = null;
    for (const mark of marks) {
      const key = keyOf(mark, icons);
      const one = former.get(key) ?? this.ahead.take(key) ?? this.maker(mark, icons)();
      if (!former.has(key)) one.control.parentElement?.classList.remove("ahead");
      this.drawn.set(key, one);
      Object.assign(one.mark, mark);
      this.inReach(one);
      const holder = one.control.parentElement;
      if (!holder) continue;
      if (before && before.nextElementSibling !== holder) before.after(holder);
      before = holder;
    }
    this.ahead.giveUp();
  }

  /** Cells reach beyond the edges: what nobody sees takes no keyboard. And the map may stand on another copy of the world than before. */
  private inReach({ marker, control, mark }: Drawn): void {
    const at = this.map.containerPointToLatLng([mark.x, mark.y]);
    if (Math.abs(at.lng - marker.getLatLng().lng) > 1) marker.setLatLng(at);
    if (this.inView(mark)) {
      control.removeAttribute("tabindex");
      control.removeAttribute("aria-hidden");
    } else if (control !== document.activeElement) {
      control.tabIndex = -1;
      control.setAttribute("aria-hidden", "true");
    }
  }

  private takeOff({ marker }: Drawn): void {
    this.fingers.release(marker.getElement(), () => this.marks.removeLayer(marker));
  }

  /** How much is in view, in words; and a way back when it is nothing. */
  private tell(marks: Placed[]): void {
    const sum = (list: Placed[]) => list.reduce((all, m) => all + m.count, 0);
    const inView = sum(marks.filter((m) => this.inView(m)));
    this.element.dataset["total"] = String(sum(marks));
    this.element.setAttribute("aria-label", t("map-in-view", { n: inView }));
    this.element.setAttribute("role", "group");
    const { count = "0", unplaced = "0" } = results();
    if (inView === 0 && Number(count) > Number(unplaced)) this.says.tell(t("map-out-of-view"), t("map-back"), () => this.fit());
    else this.says.quiet();
  }

  private inView({ x, y }: { x: number; y: number }, beyond = 0): boolean {
    const size = this.map.getSize();
    return x >= -beyond && y >= -beyond && x <= size.x + beyond && y <= size.y + beyond;
  }

  /** Most of what a zoom inwards has put far outside would be taken off with the next marks, and costs the browser until then. */
  private shed(): void {
    // Without a motion: its marks would be as large as the zoom makes them.
    if (!this.pictured.fits) this.curtain.close();
    for (const [key, one] of this.drawn) {
      if (this.inView(this.map.latLngToContainerPoint(one.marker.getLatLng()), FAR) || one.control === document.activeElement) continue;
      this.takeOff(one);
      this.drawn.delete(key);
    }
  }

  /** Marks as they stand now, joined where they would touch, in the keyboard's order; icons when they are few or near. */
  private marksOf(found: Clusters): { marks: Placed[]; icons: boolean } {
    const { min, max } = this.map.getPixelBounds();
    const view = `${this.map.getZoom()} ${min?.x} ${min?.y} ${max?.x} ${max?.y}`;
    if (this.worked?.found === found && this.worked.view === view) return this.worked;
    const placed = this.placed(found);
    const icons = this.map.getZoom() >= ICON_ZOOM || placed.reduce((sum, m) => sum + m.count, 0) < FEW;
    const marks = merge(placed, (m) => reach(m, icons, phone()) - HALO);
    const row = (m: Placed) => Math.floor(m.y / ROW);
    marks.sort((a, b) => row(a) - row(b) || a.x - b.x);
    this.worked = { found, view, marks, icons };
    return this.worked;
  }

  /** Puts a mark on the map where it is now, laid out but not yet shown. */
  private maker(mark: Placed, icons: boolean): () => Drawn {
    const at = this.map.containerPointToLatLng([mark.x, mark.y]);
    return () => {
      const one = this.control(mark, at, icons, this.curtain.drawn ? "mark-at" : "mark-at ahead", 0);
      one.control.dataset["count"] = String(mark.count);
      one.marker.addTo(this.marks);
      return one;
    };
  }

  /** A mark as a link or a button, not yet on the map. */
  private control(mark: Placed, at: L.LatLng, icons: boolean, kind: string, level: number): Drawn {
    const { control: element, side } = control(mark, icons, phone());
    this.answers.of(element, mark, element instanceof HTMLAnchorElement ? undefined : () => void this.into(element, mark));
    const icon = L.divIcon({ className: kind, html: element, iconSize: [side, side] });
    return { marker: marker(at, { icon, zIndexOffset: level }), control: element, mark };
  }

  /** A mark that takes the keyboard comes out from under the legend and the buttons. */
  private uncover(mark: Placed, radius: number): void {
    const [x, y] = freeing({ x: mark.x, y: mark.y, radius }, this.seen(), over(this.element));
    if (Math.hypot(x, y) < 1) return;
    const moved = this.moved();
    this.byProgram(() => this.map.panBy([-Math.round(x), -Math.round(y)], { animate: false }));
    if (!moved) this.choose();
  }

  /** Into a ring; structures of one place are fanned out, and what is too much for that is told by the list. */
  private async into(control: HTMLElement, mark: Placed): Promise<void> {
    if (this.fan.isOf(mark)) {
      this.fan.fold();
      return;
    }
    const at = this.map.containerPointToLatLng([mark.x, mark.y]);
    const last = this.map.getZoom() >= MOST_ZOOM;
    if (mark.count <= MOST_FAN) {
      const found = await members(mark, results()["query"] ?? "", Math.floor(this.map.getZoom()));
      // Meanwhile another ring may have been pressed, or the map drawn anew.
      if (found === undefined || !control.isConnected) return;
      if (found && (last || inOnePlace(found, (at) => this.map.project(at, MOST_ZOOM)))) {
        const icons = await pageIcons(this.sprite);
        if (!control.isConnected) return;
        this.fan.unfold(control, mark, found, icons);
        // Where the edge or the legend would hide a part, the map comes along; its marks are then drawn anew.
        this.uncover(mark, fanReach(found.length));
        return;
      }
    }
    if (!last) {
      const zoom = Math.min(Math.ceil(this.map.getZoom()) + 2, MOST_ZOOM);
      // In the middle of what is seen.
      this.map.setView(this.map.unproject(this.map.project(at, zoom).add([0, covered() / 2]), zoom), zoom);
      return;
    }
    const near = 0.0004;
    this.zone([at.lng - near, at.lat - near, at.lng + near, at.lat + near]);
  }

  /** The names among some marks, where there are any. */
  private names(marks: Placed[], icons: boolean): Lettered[] {
    if (!this.named) return [];
    const obstacles: Obstacle[] = marks.map((m) => ({ x: m.x, y: m.y, radius: reach(m, icons, phone()) }));
    obstacles.push(...this.around.obstacles());
    return this.labels.fitting(obstacles, this.backdrop.names, over(this.element));
  }

  private zone(box: Box): void {
    this.held = rolled(box).map((v) => v.toFixed(4)).join(",");
    this.says.offerZone(false);
    this.asks.zone(this.held);
  }
}
