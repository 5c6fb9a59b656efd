interface PolicyOptions {
  /** Fresh for every response. */
  nonce: string;
  development: boolean;
  /** Whether the site is served by https; then everything it loads must be too. */
  secure: boolean;
  /** Where images come from besides this site. */
  assetOrigins?: readonly string[];
}

/**
 * The Content-Security-Policy of a page: only scripts that carry this response's nonce, and what they load, may run.
 * Inline style attributes are allowed (they cannot run code); style elements are not.
 */
export function contentSecurityPolicy({ nonce, development, secure, assetOrigins = [] }: PolicyOptions): string {
  const directives: Record<string, string[]> = {
    'default-src': ["'self'"],
    // React rebuilds server stack traces by eval while developing; the built site never evaluates strings.
    'script-src': ["'self'", `'nonce-${nonce}'`, "'strict-dynamic'", ...(development ? ["'unsafe-eval'"] : [])],
    'style-src': ["'self'", ...(development ? ["'unsafe-inline'"] : [`'nonce-${nonce}'`])],
    'style-src-attr': ["'unsafe-inline'"],
    'img-src': ["'self'", 'blob:', 'data:', ...assetOrigins],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...(development ? ['ws:', 'wss:'] : [])],
    'worker-src': ["'self'", 'blob:'],
    'manifest-src': ["'self'"],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-src': ["'none'"],
    'frame-ancestors': ["'none'"],
  };
  const policy = Object.entries(directives).map(([name, values]) => `${name} ${values.join(' ')}`);
  if (secure) policy.push('upgrade-insecure-requests');
  return policy.join('; ');
}
