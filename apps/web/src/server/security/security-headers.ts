// Pages that emails link to: their address contains a secret, and nobody needs to know that the user was here.
const tokenPages = /^\/(?:verify-email|confirm-email|reset-password|not-me|email-code|restore-account)(?:\/|$)/;

const twoYearsSeconds = 63_072_000;

interface HeaderOptions {
  pathname: string;
  secure: boolean;
  /** Whether the request comes with a session, so that the page belongs to one user. */
  personal: boolean;
}

/** The headers of every page besides its policy (OWASP Secure Headers; ASVS 5.0 3.4). */
export function securityHeaders(options: HeaderOptions): Record<string, string> {
  const tokenPage = tokenPages.test(options.pathname);
  return {
    // A page without anybody's data can use the back/forward cache; by default, Next forbids that for every page.
    ...(!options.personal && !tokenPage && { 'Cache-Control': 'private, no-cache' }),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
    'Referrer-Policy': tokenPage ? 'no-referrer' : 'strict-origin-when-cross-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    ...(options.secure && { 'Strict-Transport-Security': `max-age=${twoYearsSeconds}; includeSubDomains` }),
  };
}
