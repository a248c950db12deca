/**
 * What more than one script of a page needs. The bundler gives each set of modules that the same scripts ask for a file
 * of its own, so that a page would begin with a handful of tiny requests; each script takes all of this, which makes it
 * one set and one file.
 */
import "./api/client.ts";
import "./state/favourites.ts";
import "./state/format.ts";
import "./state/position.ts";
import "./state/query.ts";
import "./state/words.ts";
import "./ui/copy.ts";
import "./ui/icon.ts";
import "./ui/say.ts";
import "./ui/sheet.ts";
import "./ui/stars.ts";
import "./ui/stops.ts";
