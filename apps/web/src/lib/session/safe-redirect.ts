/** Where signed-in users go by default. */
export const homePath = '/home';

// Browsers drop tabs and line breaks from addresses and read a backslash as a slash.
const unsafeCharacters = /[\p{Cc}\p{Zl}\p{Zp}\\]/u;

// No page of this site has these in its path; encoded, they serve only to bypass a check like this one.
const encodedTricks = /%(?:2f|5c|0[0-9a-f]|1[0-9a-f]|25)/i;

const placeholderOrigin = 'http://site.invalid';

/**
 * The path to go to after signing in, from an untrusted address. Only a path of this site is kept; everything else
 * (`//evil.example`, `/\evil.example`, `https:…`, `javascript:…`, control characters, encoded slashes) results in the
 * fallback. Source: OWASP Unvalidated Redirects cheat sheet.
 */
export function safeRedirect(candidate: string | null | undefined, fallback: string = homePath): string {
  if (!candidate || candidate.length > 2000 || !candidate.startsWith('/') || candidate.startsWith('//'))
    return fallback;
  if (unsafeCharacters.test(candidate)) return fallback;
  const url = URL.parse(candidate, placeholderOrigin);
  if (!url || url.origin !== placeholderOrigin || encodedTricks.test(url.pathname)) return fallback;
  // `/x/..//evil.example` becomes `//evil.example` once the dots are resolved.
  if (url.pathname.startsWith('//') || leadsBackToSigningIn(url.pathname)) return fallback;
  return url.pathname + url.search + url.hash;
}

function leadsBackToSigningIn(pathname: string): boolean {
  return pathname === '/login' || pathname === '/register';
}

/** The address of the login page that returns to a page afterwards. */
export function loginPath(returnTo: string): string {
  const safe = safeRedirect(returnTo);
  return safe === homePath ? '/login' : `/login?next=${encodeURIComponent(safe)}`;
}
