/** `/favoris`: asks the server for the cards of what this device keeps. */
import "../shared.ts";
import { getPage } from "../api/client.ts";
import { kept } from "../state/favourites.ts";
import { path } from "../state/words.ts";
import { share } from "./sheet.ts";
import { shine } from "./stars.ts";

export async function keepsakes(list: HTMLElement): Promise<void> {
  if (list.dataset["named"] !== undefined) return;
  const mine = kept();
  const blocked = list.querySelector<HTMLElement>(".blocked");
  if (!mine && blocked) blocked.hidden = false;
  if (!mine || mine.length === 0) return;
  const address = `${path("/favoris")}?s=${mine.map(({ slug }) => encodeURIComponent(slug)).join(",")}`;
  list.setAttribute("aria-busy", "true");
  try {
    const filled = (await getPage(address))?.getElementById("keepsakes");
    if (!filled) throw new Error(`no list at ${address}`);
    list.replaceWith(filled);
    shine();
    share();
  } catch {
    // The page itself, by its address, says what is wrong better than a script.
    location.replace(address);
  }
}
