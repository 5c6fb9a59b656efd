/**
 * Characters that move a cursor, clear a screen, rename a window or reorder text (C0, C1, DEL, bidirectional controls),
 * line ends, and half surrogate pairs. Others write the names of files and the messages of servers, and a terminal
 * obeys what it receives (CWE-150). Joiners stay, because emoji need them.
 */
const unsafe = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const hexOf = (character: string): string => (character.codePointAt(0) ?? 0).toString(16);

/** The text with such characters escaped: `\u{1b}`. */
export function safeText(text: string): string {
  return text.replace(unsafe, (character) => `\\u{${hexOf(character)}}`);
}

/** One line of JSON with such characters escaped, because it may be shown on a terminal too. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(unsafe, (character) =>
    // For characters beyond 16 bits, which JSON writes as two halves.
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
