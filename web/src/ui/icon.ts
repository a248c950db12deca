/** An icon of the sprite; decorative, the words stand beside it. */
export const icon = (sprite: string, name: string): string => `<svg class="i" aria-hidden="true" focusable="false"><use href="${sprite}#${name}"/></svg>`;
