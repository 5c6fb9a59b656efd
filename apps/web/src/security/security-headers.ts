// Pages whose address carries a secret: a referrer would hand it to whoever is linked from there.
const tokenPages = /^\/(?:verify-email|reset-password|confirm-email|not-me)(?:\/|$)/;

const twoYearsSeconds = 63_072_000;

/** The headers of every page beside its policy (OWASP Secure Headers; ASVS 5.0 3.4). */
export function securityHeaders(options: { pathname: string; secure: boolean }): Record<string, string> {
  return {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
    'Referrer-Policy': tokenPages.test(options.pathname) ? 'no-referrer' : 'strict-origin-when-cross-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    ...(options.secure && { 'Strict-Transport-Security': `max-age=${twoYearsSeconds}; includeSubDomains` }),
  };
}
