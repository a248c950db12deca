/** The list without reloading the page: filters and pages are fetched and put in place. */
const PARTS = ["filters", "results"];

async function show(url: string, push: boolean, after: () => void): Promise<void> {
  const answer = await fetch(url, { headers: { Accept: "text/html" } }).catch(() => undefined);
  if (!answer?.ok) {
    location.assign(url);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of PARTS) {
    const next = page.getElementById(id);
    const old = document.getElementById(id);
    if (next && old) old.replaceWith(next);
  }
  if (push) history.pushState(null, "", url);
  const live = document.getElementById("live");
  if (live) live.textContent = document.querySelector(".listhead b")?.textContent ?? "";
  after();
}

/** Takes over the filter links; `after` runs when a new list stands. Returns a function that shows an address. */
export function enhance(after: () => void): (url: string) => void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("#filters a, .pager a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    void show(link.href, true, after);
  });
  addEventListener("popstate", () => void show(location.href, false, after));
  return (url) => void show(url, true, after);
}
