/**
 * What moves a cursor, clears a screen, renames a window or turns text around (C0, C1, DEL, bidirectional controls), what
 * ends a line, and halves of characters. Names of files and messages of servers are written by others, and a terminal obeys
 * what it is sent (CWE-150). Joiners, of which emoji are made, stay.
 */
const unsafe = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const hexOf = (character: string): string => (character.codePointAt(0) ?? 0).toString(16);

/** The text with such characters spelt out: `\u{1b}`. */
export function safeText(text: string): string {
  return text.replace(unsafe, (character) => `\\u{${hexOf(character)}}`);
}

/** JSON in one line, in which such characters are escapes: it may end on a terminal, too. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(unsafe, (character) =>
    // Of those beyond 16 bits, which JSON writes as two halves.
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
