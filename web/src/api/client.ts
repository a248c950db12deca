/** Requests to the server; a new one of the same kind aborts the one under way. */
const running = new Map<string, AbortController>();

async function ask(kind: string, url: string, accept: string): Promise<Response | undefined> {
  running.get(kind)?.abort();
  const control = new AbortController();
  running.set(kind, control);
  try {
    return await fetch(url, { signal: control.signal, headers: { Accept: accept } });
  } catch (error) {
    // Aborted: a newer answer comes. Anything else is a failure that the caller shows.
    if (control.signal.aborted) return undefined;
    throw error;
  }
}

/** JSON; undefined when it was aborted, refused or did not come. */
export async function get<T>(kind: string, url: string): Promise<T | undefined> {
  try {
    const answer = await ask(kind, url, "application/json");
    return answer?.ok ? ((await answer.json()) as T) : undefined;
  } catch {
    return undefined;
  }
}

/** A page as a document; undefined when a newer one is on its way. Rejects when it does not come. */
export async function getPage(url: string): Promise<Document | undefined> {
  const answer = await ask("page", url, "text/html");
  if (!answer) return undefined;
  if (!answer.ok) throw new Error(`${answer.status} at ${url}`);
  const text = await answer.text().catch(() => undefined);
  return text === undefined ? undefined : new DOMParser().parseFromString(text, "text/html");
}

/** Gives up on what is under way: another choice was made. */
export function abort(kind: string): void {
  running.get(kind)?.abort();
}
