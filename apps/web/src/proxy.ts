import { NextResponse, type NextRequest } from 'next/server';
import { imageOrigins, readEnv } from './env.ts';
import {
  contentSecurityPolicy,
  reportingEndpoints,
  reportOnlyPolicy,
} from './server/security/content-security-policy.ts';
import { securityHeaders } from './server/security/security-headers.ts';
import { sessionCookieNames } from './lib/session/session-cookies.ts';

const env = readEnv();
const { access, refresh } = sessionCookieNames(env.WEB_ORIGIN);
const secure = env.WEB_ORIGIN.startsWith('https:');

/** Gives every page its nonce, its security headers and, for layouts, which cannot see it otherwise, its own address. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  const policy = contentSecurityPolicy({
    nonce,
    secure,
    development: env.NODE_ENV === 'development',
    assetOrigins: imageOrigins(env),
  });
  const { pathname, search } = request.nextUrl;
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('x-page-address', pathname + search);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('Content-Security-Policy', policy);
  if (secure) response.headers.set('Reporting-Endpoints', reportingEndpoints);
  if (env.CSP_REPORT_ONLY !== undefined)
    response.headers.set(
      'Content-Security-Policy-Report-Only',
      reportOnlyPolicy(env.CSP_REPORT_ONLY, { nonce, secure }),
    );
  const personal = [access, refresh].some((name) => request.cookies.has(name));
  const otherHeaders = Object.entries(securityHeaders({ pathname, secure, personal }));
  for (const [name, value] of otherHeaders) response.headers.set(name, value);
  return response;
}

export const config = { matcher: ['/((?!_next/static|_next/image).*)'] };
