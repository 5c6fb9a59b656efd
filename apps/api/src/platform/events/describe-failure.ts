/** Fits the column. */
const maxLength = 500;

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
 * What went wrong, in one line for an administrator: name, message and the system's code, without what could let somebody
 * in. Errors come from libraries and other services, and repeat what they were given.
 */
export function describeFailure(failure: unknown): string {
  // Cut first, generously: patterns run over what a foreign service chose to write.
  const line = textOf(failure)
    .slice(0, 4 * maxLength)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .toWellFormed()
    .trim();
  const clean = secrets.reduce((masked, [pattern, replacement]) => masked.replaceAll(pattern, replacement), line);
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1).toWellFormed()}…` : clean;
}

function textOf(failure: unknown): string {
  if (failure instanceof Error) return `${failure.name}: ${failure.message}${codeOf(failure)}`;
  return typeof failure === 'string' ? failure : `Something was thrown that is no error: ${typeof failure}`;
}

/** `fetch` says only that it failed; why stands in its cause. */
function codeOf({ cause }: Error): string {
  if (!(cause instanceof Error)) return '';
  return ` (${'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message})`;
}
