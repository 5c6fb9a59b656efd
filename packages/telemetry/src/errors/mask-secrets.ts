const secrets: readonly (readonly [RegExp, string])[] = [
  // Credentials and queries in URLs: a signature in a query works like a password.
  [/(\w+:\/\/)[^\s/@]+@/g, '$1'],
  [/(\w+:\/\/[^\s?]+)\?\S+/g, '$1?…'],
  [/\b(bearer|basic)\s+\S+/gi, '$1 …'],
  [/(\w*(?:token|secret|password|signature|authorization|api[-_]?key)\w*["']?\s*[:=]\s*["']?)[^\s"',;}]+/gi, '$1…'],
  // Our tokens and others': JWTs, and any long text that is not a hexadecimal hash.
  [/\beyJ[\w-]+(?:\.[\w-]*)*/g, '…'],
  [/\b(?=[\w-]*[g-zG-Z])(?=[\w-]*\d)[\w-]{32,}\b/g, '…'],
  [/[^\s@<>"']+@[^\s@<>"']+\.[a-z]{2,}/gi, '…@…'],
];

/**
 * Returns one line without credentials or email addresses. Errors come from libraries and other services, and repeat
 * their input.
 * @param maxLength of the result, in UTF-16 code units
 */
export function maskSecrets(text: string, maxLength: number): string {
  // Cut generously first: the patterns below run over text that a foreign service wrote.
  const line = text
    .slice(0, 4 * maxLength)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .toWellFormed()
    .trim();
  const clean = secrets.reduce((masked, [pattern, replacement]) => masked.replaceAll(pattern, replacement), line);
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1).toWellFormed()}…` : clean;
}
