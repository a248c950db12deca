/** Where the browser last said that the person is, for as long as the page is open. */
export interface Position {
  lon: number;
  lat: number;
  /** The person is within this of it, in metres. */
  accuracy: number;
}

/** From here on a position is said to be vague, in metres. */
export const VAGUE = 1000;

let last: Position | undefined;

export function keepPosition(position: Position): void {
  last = position;
}

/** The vague position that a search around a place was made of; the search has it rounded. */
export function vagueAt(lon: number, lat: number): Position | undefined {
  const same = last && last.accuracy > VAGUE && Math.abs(last.lon - lon) < 0.001 && Math.abs(last.lat - lat) < 0.001;
  return same ? last : undefined;
}
