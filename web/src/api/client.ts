/** Requests to the server; a new one of the same kind aborts the one under way. */
const running = new Map<string, AbortController>();

/** An answer that takes longer than this is taken for none, in milliseconds. */
const PATIENCE = 15_000;

/** What a page hears when it is left. */
const LEAVING = ["beforeunload", "pagehide"];

/**
 * What is read of an answer; undefined when a newer request took its place, or the page is left: some browsers then
 * break off what it asked for, which is no failure. Rejects when it was refused, came too late or not at all.
 */
async function ask<T>(kind: string, url: string, type: string, read: (answer: Response) => Promise<T>): Promise<T | undefined> {
  abort(kind);
  const control = new AbortController();
  running.set(kind, control);
  let [late, left] = [false, false];
  const timer = setTimeout(() => {
    late = true;
    control.abort();
  }, PATIENCE);
  const leave = () => void (left = true);
  // Listened to only meanwhile: a link to a file says that one leaves, too.
  for (const event of LEAVING) addEventListener(event, leave);
  try {
    const answer = await fetch(url, { signal: control.signal, headers: { Accept: type } });
    if (!answer.ok) throw new Error(`${answer.status} at ${url}`);
    return await read(answer);
  } catch (error) {
    if (left || (control.signal.aborted && !late)) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
    for (const event of LEAVING) removeEventListener(event, leave);
  }
}

/** JSON; undefined when a newer request took its place, null when it was refused, came too late or not at all. */
export const get = <T>(kind: string, url: string): Promise<T | null | undefined> =>
  ask(kind, url, "application/json", (answer) => answer.json() as Promise<T>).catch(() => null);

/** A page as a document; undefined when a newer one is on its way. Rejects when it does not come. */
export const getPage = (url: string): Promise<Document | undefined> =>
  ask("page", url, "text/html", async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html"));

/** A file of the bundle; undefined when it is not there or is not JSON: the map then does without. */
export async function file<T>(url: string): Promise<T | undefined> {
  try {
    const answer = await fetch(url);
    return answer.ok ? ((await answer.json()) as T) : undefined;
  } catch {
    return undefined;
  }
}

/** Gives up on what is under way: another choice was made. */
export function abort(kind: string): void {
  running.get(kind)?.abort();
}
