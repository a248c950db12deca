/** Requests to the server; a new one of the same kind aborts the one under way. */
const running = new Map<string, AbortController>();

/** An answer that takes longer than this is taken for none, in milliseconds. */
const PATIENCE = 15_000;

function begin(kind: string): AbortController {
  running.get(kind)?.abort();
  const control = new AbortController();
  running.set(kind, control);
  return control;
}

/** JSON; undefined when a newer request took its place, null when it was refused, came too late or not at all. */
export async function get<T>(kind: string, url: string): Promise<T | null | undefined> {
  const control = begin(kind);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    control.abort();
  }, PATIENCE);
  try {
    const answer = await fetch(url, { signal: control.signal, headers: { Accept: "application/json" } });
    return answer.ok ? ((await answer.json()) as T) : null;
  } catch {
    return control.signal.aborted && !late ? undefined : null;
  } finally {
    clearTimeout(timer);
  }
}

/** A page as a document; undefined when a newer one is on its way. Rejects when it does not come. */
export async function getPage(url: string): Promise<Document | undefined> {
  const control = begin("page");
  try {
    const answer = await fetch(url, { signal: control.signal, headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(`${answer.status} at ${url}`);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch (error) {
    if (control.signal.aborted) return undefined;
    throw error;
  }
}

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
