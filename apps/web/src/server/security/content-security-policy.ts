import { cspReportEndpoints } from '@pixelboxx/shared';

interface PolicyOptions {
  /** Fresh for every response. */
  nonce: string;
  development: boolean;
  /** Whether the site is served by https; then everything it loads must be, too. */
  secure: boolean;
  /** Origins of images besides this site. */
  assetOrigins?: readonly string[];
}

/** Where browsers report violations of a policy: an endpoint of the API, at this very origin. */
const reportPath = cspReportEndpoints.report.path;

/** The name of that endpoint within policies (W3C Reporting API, 3.2). */
const reportGroup = 'csp';

/**
 * Ends every policy. Browsers that support `report-to` ignore `report-uri` (CSP 3, 6.4.1), even if they then report nothing:
 * Chromium accepts `Reporting-Endpoints` only over https.
 */
const reporting = (secure: boolean): string => `report-uri ${reportPath}${secure ? `; report-to ${reportGroup}` : ''}`;

/** The value of `Reporting-Endpoints` of an https site, which `report-to` refers to. */
export const reportingEndpoints = `${reportGroup}="${reportPath}"`;

/**
 * The value of `Content-Security-Policy-Report-Only`: a stricter policy to try, which blocks nothing but is reported.
 * @param tried directives as an operator wrote them, with `{nonce}` for the nonce of the response
 */
export function reportOnlyPolicy(tried: string, { nonce, secure }: Pick<PolicyOptions, 'nonce' | 'secure'>): string {
  return `${tried.replaceAll('{nonce}', nonce).replace(/[;\s]+$/, '')}; ${reporting(secure)}`;
}

/**
 * The Content-Security-Policy of a page: only scripts with this response's nonce, and scripts that they load, may run.
 * Inline style attributes are allowed (they cannot run code); style elements are not.
 */
export function contentSecurityPolicy({ nonce, development, secure, assetOrigins = [] }: PolicyOptions): string {
  const directives: Record<string, string[]> = {
    'default-src': ["'self'"],
    // React rebuilds server stack traces with eval during development; the built site never evaluates strings.
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
  return [...policy, reporting(secure)].join('; ');
}
