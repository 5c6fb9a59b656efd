import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** The api answers data, never pages: nothing in an answer may load, run or be framed (OWASP ASVS 5.0: 3.4). */
export function useSecurityHeaders(app: NestFastifyApplication, https: boolean): void {
  app.useSecurityHeaders({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: "'none'", frameAncestors: "'none'" } },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: https ? { maxAge: 63_072_000, includeSubDomains: true } : false,
  });
}
