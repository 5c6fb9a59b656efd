import type { IncomingMessage, ServerResponse } from 'node:http';

/** Says that this browser was redirected a moment ago. */
const movedCookie = 'pbx_moved';

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|(?:.+\.)?localhost)$/;

/**
 * Redirects users who open a page by another name of this site to its public one (`WEB_ORIGIN`): cookies are bound to a
 * name, and the API refuses requests from other origins (CSRF), so signing in could never work there. Only navigations to
 * pages are affected; health checks, scripts, API calls and files work by every name.
 * @returns whether it responded
 */
export function respondElsewhere(request: IncomingMessage, response: ServerResponse, publicOrigin: string): boolean {
  const wanted = new URL(publicOrigin);
  const host = askedHost(request, wanted.protocol);
  if (!isNavigation(request) || host === null || host.host === wanted.host) return false;
  if (loopback.test(wanted.hostname) && !loopback.test(host.hostname)) respondUnreachable(response, publicOrigin);
  // A proxy that hides the name that users use, and leads back to the same one, must not cause a redirect loop.
  else if (wasMoved(request)) return false;
  else {
    response.writeHead(307, {
      location: `${publicOrigin}${request.url ?? '/'}`,
      'cache-control': 'no-store',
      'set-cookie': `${movedCookie}=1; Path=/; Max-Age=10; HttpOnly; SameSite=Lax`,
    });
    response.end();
  }
  return true;
}

/** The name in the address bar, as far as it is known: proxies in front send it in X-Forwarded-Host. */
function askedHost({ headers }: IncomingMessage, protocol: string): URL | null {
  const forwarded = String(headers['x-forwarded-host'] ?? '')
    .split(',')[0]
    ?.trim();
  return URL.parse(`${protocol}//${forwarded || (headers.host ?? '')}`);
}

function isNavigation({ method, url, headers }: IncomingMessage): boolean {
  if ((method !== 'GET' && method !== 'HEAD') || !url?.startsWith('/') || url.startsWith('/_next/')) return false;
  const mode = headers['sec-fetch-mode'];
  // Browsers send the request mode only over connections they trust: not by http on a network.
  return mode === undefined ? /\btext\/html\b/.test(headers.accept ?? '') : mode === 'navigate';
}

function wasMoved({ headers }: IncomingMessage): boolean {
  return (headers.cookie ?? '').split(/;\s*/).includes(`${movedCookie}=1`);
}

/** Every device takes the public name of this site for itself: redirecting another device there would lead nowhere. */
function respondUnreachable(response: ServerResponse, publicOrigin: string): void {
  response.writeHead(421, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  });
  response.end(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Not at this address · Pixelboxx</title>
<style>
  :root { color-scheme: light dark; font: 1.0625rem/1.5 system-ui, sans-serif; }
  main { max-width: 32rem; margin: 15vh auto 0; padding: 0 1.25rem; }
  h1 { font-size: 1.75rem; line-height: 1.2; }
  code { overflow-wrap: anywhere; }
</style>
<main>
  <h1>Pixelboxx is not at this address</h1>
  <p>It was started for its own machine only. There, open <a href="${publicOrigin}">${publicOrigin}</a>.</p>
  <p>To open it on a phone or another computer of this network, start it with <code>npm start -- --lan</code>,
    or set <code>WEB_ORIGIN</code> to the address you want to use.</p>
</main>
</html>
`);
}
