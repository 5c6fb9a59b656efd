const secrets: readonly (readonly [RegExp, string])[] = [
  // Credentials and queries of addresses: a signature is as good as a password.
  [/(\w+:\/\/)[^\s/@]+@/g, '$1'],
  [/(\w+:\/\/[^\s?]+)\?\S+/g, '$1?…'],
  [/\b(bearer|basic)\s+\S+/gi, '$1 …'],
  [/(\w*(?:token|secret|password|signature|authorization|api[-_]?key)\w*["']?\s*[:=]\s*["']?)[^\s"',;}]+/gi, '$1…'],
  // Tokens of ours and others': JWTs, and anything long that is no hash in hexadecimal.
  [/\beyJ[\w-]+(?:\.[\w-]*)*/g, '…'],
  [/\b(?=[\w-]*[g-zG-Z])(?=[\w-]*\d)[\w-]{32,}\b/g, '…'],
  [/[^\s@<>"']+@[^\s@<>"']+\.[a-z]{2,}/gi, '…@…'],
];

/**
 * One line without what could let somebody in, and without email addresses. Errors come from libraries and other services, and
 * repeat what they were given.
 * @param maxLength of the result, in UTF-16 code units
 */
export function maskSecrets(text: string, maxLength: number): string {
  // Cut first, generously: patterns run over what a foreign service chose to write.
  const line = text
    .slice(0, 4 * maxLength)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .toWellFormed()
    .trim();
  const clean = secrets.reduce((masked, [pattern, replacement]) => masked.replaceAll(pattern, replacement), line);
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1).toWellFormed()}…` : clean;
}
