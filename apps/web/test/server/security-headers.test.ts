import { describe, expect, it } from 'vitest';
import {
  contentSecurityPolicy,
  reportingEndpoints,
  reportOnlyPolicy,
} from '@/server/security/content-security-policy.ts';
import { securityHeaders } from '@/server/security/security-headers.ts';

function directivesOf(options: Partial<Parameters<typeof contentSecurityPolicy>[0]> = {}): Map<string, string[]> {
  const policy = contentSecurityPolicy({ nonce: 'abc123', development: false, secure: true, ...options });
  return new Map(
    policy.split('; ').map((directive) => {
      const [name = '', ...values] = directive.split(' ');
      return [name, values];
    }),
  );
}

describe('the content policy', () => {
  it('[67] runs only scripts with this response’s nonce', () => {
    expect(directivesOf().get('script-src')).toEqual(["'self'", "'nonce-abc123'", "'strict-dynamic'"]);
  });

  it('forbids plugins, base addresses, foreign forms and being framed', () => {
    const policy = directivesOf();
    expect(policy.get('object-src')).toEqual(["'none'"]);
    expect(policy.get('base-uri')).toEqual(["'none'"]);
    expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
    expect(policy.get('form-action')).toEqual(["'self'"]);
  });

  it('never lets inline scripts or evaluated strings run on the built site', () => {
    const policy = contentSecurityPolicy({ nonce: 'n', development: false, secure: true });
    expect(policy).not.toContain('unsafe-eval');
    expect(directivesOf().get('script-src')?.join(' ')).not.toContain('unsafe-inline');
    expect(directivesOf().get('style-src')).toEqual(["'self'", "'nonce-abc123'"]);
  });

  it('loads pictures from the configured asset origin and nowhere else', () => {
    expect(directivesOf().get('img-src')).toEqual(["'self'", 'blob:', 'data:']);
    expect(directivesOf({ assetOrigins: ['https://cdn.example'] }).get('img-src')).toContain('https://cdn.example');
  });

  it('upgrades requests only on an https site, since local development would break', () => {
    expect(directivesOf().has('upgrade-insecure-requests')).toBe(true);
    expect(directivesOf({ secure: false }).has('upgrade-insecure-requests')).toBe(false);
  });
});

describe('a CSP violation', () => {
  it('is reported to the API, by both reporting mechanisms of browsers', () => {
    const policy = directivesOf();
    expect(policy.get('report-uri')).toEqual(['/v1/csp-reports']);
    const [group] = policy.get('report-to') ?? [];
    expect(reportingEndpoints).toBe(`${group}="/v1/csp-reports"`);
    // Chromium would leave `report-uri` aside for an endpoint that it does not believe over plain http.
    expect(directivesOf({ secure: false }).get('report-uri')).toEqual(['/v1/csp-reports']);
    expect(directivesOf({ secure: false }).has('report-to')).toBe(false);
  });

  it('is also reported for a report-only policy', () => {
    const policy = reportOnlyPolicy("script-src 'nonce-{nonce}'; trusted-types x ; ", {
      nonce: 'abc123',
      secure: true,
    });
    expect(policy).toBe("script-src 'nonce-abc123'; trusted-types x; report-uri /v1/csp-reports; report-to csp");
  });
});

describe('other security headers', () => {
  it('include HSTS for two years on an https site', () => {
    expect(securityHeaders({ pathname: '/', secure: true, personal: true })['Strict-Transport-Security']).toBe(
      'max-age=63072000; includeSubDomains',
    );
    expect(securityHeaders({ pathname: '/', secure: false, personal: true })).not.toHaveProperty(
      'Strict-Transport-Security',
    );
  });

  it('send no referrer from pages whose URL is secret', () => {
    const policyOf = (pathname: string) =>
      securityHeaders({ pathname, secure: true, personal: true })['Referrer-Policy'];
    expect(policyOf('/reset-password')).toBe('no-referrer');
    expect(policyOf('/verify-email')).toBe('no-referrer');
    expect(policyOf('/reset-password-help')).toBe('strict-origin-when-cross-origin');
    expect(policyOf('/home')).toBe('strict-origin-when-cross-origin');
  });

  it('[D6] allow the back/forward cache except for personal pages and pages that emails link to', () => {
    const cachingOf = (pathname: string, personal: boolean) =>
      securityHeaders({ pathname, secure: true, personal })['Cache-Control'];
    for (const pathname of ['/', '/login', '/register', '/u/ada']) {
      expect(cachingOf(pathname, false)).toBe('private, no-cache');
      // Left to Next, which sends no-store.
      expect(cachingOf(pathname, true)).toBeUndefined();
    }
    expect(cachingOf('/reset-password', false)).toBeUndefined();
  });
});
