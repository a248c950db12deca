/** Says a short sentence to screen readers, when they have said what they are at. */
export function say(words: string): void {
  tell("live", words);
}

/** Says at once what went wrong or needs another way; no words take the former ones back. */
export function alarm(words: string): void {
  tell("alarm", words);
}

function tell(id: string, words: string): void {
  const place = document.getElementById(id);
  if (place) place.textContent = words;
}
