// Pages that letters link to: their address arrives with a secret, and nobody need know that someone was here.
const tokenPages = /^\/(?:verify-email|confirm-email|reset-password|not-me|restore-account)(?:\/|$)/;

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
