/** Puts the list and the map together; both work from the same address. */
import { withBox } from "./state/query.ts";
import { enhance } from "./ui/list.ts";

const element = document.getElementById("map");
if (element) {
  let refresh = (): void => undefined;
  const go = enhance(() => refresh());
  const style = element.dataset["style"];
  if (style) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = style;
    link.addEventListener("load", () => {
      void import("./map/map.ts").then(({ start }) => {
        refresh = start(element, (box) => go(`/${withBox(location.search, box)}`));
      });
    });
    document.head.append(link);
  }
}
