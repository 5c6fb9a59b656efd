/** How many bytes of a file are read to find its kind. */
export const headBytes = 32;

const beginnings: readonly (readonly [pattern: RegExp, kind: string])[] = [
  [/^\u00ff\u00d8\u00ff/, 'JPEG'],
  [/^\u0089PNG\r\n/, 'PNG'],
  [/^GIF8[79]a/, 'GIF'],
  [/^RIFF[^]{4}WEBP/, 'WebP'],
  // Images of phones, and sequences of them (ISO/IEC 23008-12).
  [/^[^]{4}ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1)/, 'HEIC'],
];

/** The kind of image by its first bytes, if sites accept it, else null. The file name does not matter. */
export function imageKindOf(head: Uint8Array): string | null {
  const text = Buffer.from(head).toString('latin1');
  return beginnings.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
