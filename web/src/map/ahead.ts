/** Things that are made ahead in small portions, between which a finger and a frame find room, and then taken all at once. */

/** The longest portion, in milliseconds. */
const PORTION = 3;
/** What else waits comes first. */
const breath = () => new Promise((done) => setTimeout(done));

export class Ahead<T> {
  private readonly made = new Map<string, T>();
  /** The making that began last. */
  private latest: object | undefined;

  /** `drop` hears of what was made and is not wanted any more. */
  constructor(private readonly drop: (one: T) => void) {}

  /** Makes each under its key; false when it was given up, or another making has begun meanwhile. */
  async make(wanted: Iterable<[string, () => T]>): Promise<boolean> {
    this.giveUp();
    const own = {};
    this.latest = own;
    let began = Number.NEGATIVE_INFINITY;
    for (const [key, make] of wanted) {
      // Before the first one too: what asked for them has worked already.
      if (performance.now() - began > PORTION) {
        await breath();
        if (this.latest !== own) return false;
        began = performance.now();
      }
      this.made.set(key, make());
    }
    return true;
  }

  take(key: string): T | undefined {
    const one = this.made.get(key);
    this.made.delete(key);
    return one;
  }

  /** What is not taken is not wanted any more. */
  giveUp(): void {
    this.latest = undefined;
    for (const one of this.made.values()) this.drop(one);
    this.made.clear();
  }
}
