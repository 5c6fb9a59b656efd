/** Postgres cannot store NUL, and UTF-8 cannot encode half a surrogate pair. */
export function isStorableText(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}

/** Counts characters as users see them in most scripts: Unicode code points, not UTF-16 units or bytes. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Blanks, and invisible characters that are copied along from a page or a chat: zero-width space, direction marks. */
const blank = /[\s\u00AD\u200B\u200E\u200F\u2060]/;

/** Removes blanks and invisible marks at both ends. Linear, which a regular expression for the end would not be. */
export function trimText(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && blank.test(text.charAt(start))) start += 1;
  while (end > start && blank.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** One form for text that looks the same (Unicode UAX #15, NFC), trimmed. */
export function tidyText(text: string): string {
  return trimText(text).normalize('NFC');
}

/** As `tidyText`, with one kind of line break. */
export function tidyProse(text: string): string {
  return tidyText(text.replaceAll(/\r\n?/g, '\n'));
}

/**
 * The form in which a password is hashed and compared: OpaqueString of RFC 8265, 4.2 (any space becomes an ASCII space,
 * then NFC), because NIST SP 800-63B requires normalization. It is neither trimmed nor case-folded: whatever users can
 * tell apart stays distinct. Characters that the profile refuses are allowed, since it would refuse emoji.
 */
export function opaqueString(password: string): string {
  return password.replaceAll(/\p{Zs}/gu, ' ').normalize('NFC');
}

/** Normalizes a code from the keyboards of several countries: fullwidth and Arabic digits, any dash, any space. */
export function tidyCode(code: string): string {
  const ascii = trimText(code)
    .normalize('NFKC')
    .replaceAll(/\p{Pd}/gu, '-')
    .replaceAll(/\s/g, ' ');
  return ascii.replaceAll(/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String(digit.charCodeAt(0) & 0x0f));
}

/** The flags of England, Scotland and Wales are encoded with characters that are invisible elsewhere. */
const regionalFlags = /\u{1F3F4}[\u{E0020}-\u{E007E}]+\u{E007F}/gu;
// Control characters, marks that reorder text, and invisible characters would let a text rewrite or imitate what is
// beside it. Joiners and variation selectors stay: emoji and several scripts need them.
const unsafe =
  /[\p{Cc}\p{Zl}\p{Zp}\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E0FFF}]/u;
const visible = /[^\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;
/** Living languages need three at most; more marks on one character run over the lines above and below. */
const pileOfMarks = /\p{M}{5}/u;

/** Whether a text of one line contains only what it shows. */
export function isPlainLine(text: string): boolean {
  return !unsafe.test(text.replaceAll(regionalFlags, ''));
}

/** As `isPlainLine`, but lines can end and be indented. */
export function isPlainProse(text: string): boolean {
  return isPlainLine(text.replaceAll(/[\n\t]/g, ' '));
}

/** Whether anything is visible: a text of only joiners, fillers or accents is not. */
export function isVisible(text: string): boolean {
  return visible.test(text);
}

/** Whether at most four marks stand on each character, and the text does not begin with one. */
export function hasFewMarks(text: string): boolean {
  return !/^\p{M}/u.test(text) && !pileOfMarks.test(text.normalize('NFD').replaceAll(/[\uFE00-\uFE0F]/g, ''));
}
