/** Says a short sentence to screen readers. */
export function say(words: string): void {
  const live = document.getElementById("live");
  if (live) live.textContent = words;
}
