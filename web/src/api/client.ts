/** Reads JSON; a new request of the same kind aborts the one under way. */
const running = new Map<string, AbortController>();

export async function get<T>(kind: string, url: string): Promise<T | undefined> {
  running.get(kind)?.abort();
  const control = new AbortController();
  running.set(kind, control);
  try {
    const answer = await fetch(url, { signal: control.signal });
    return answer.ok ? ((await answer.json()) as T) : undefined;
  } catch {
    return undefined;
  }
}
