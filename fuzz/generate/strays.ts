import fc from 'fast-check';
import { queryOf } from './url.ts';
import { assemble, principals, oddMethods, type FuzzCase } from './case.ts';
import { strangeHeaders } from './headers.ts';
import { hostileJsonTexts } from './hostile-json.ts';
import { placeholder } from './placeholders.ts';
import { hostileBytes } from './text.ts';

const apiPaths = [
  '/',
  '*',
  '/v1',
  '/v1/',
  '/v1/nothing',
  '/v2/auth/me',
  '/files/',
  placeholder('file'),
  `${placeholder('file')}.exe`,
  `/files/..%2f..%2fsecrets.json`,
  '/files/public/../../x',
  '/files/%',
  '/files/private/aa/aaaaaaaa.webp?expires=1&signature=x',
  `/files/${'x/'.repeat(2_000)}`,
  '/.well-known/jwks.json',
  '/openapi.json',
  '/openapi.yaml',
  '/docs',
  '/docs/',
  '/metrics',
  '/dev/inbox',
  '/dev/inbox/1',
  '/favicon.ico',
  '/.env',
  '/.git/config',
  '/v1/uploads/resumable/',
  '/v1/health',
  `/${'a'.repeat(12_000)}`,
] as const;

const pagePaths = [
  '/',
  '/login',
  '/register',
  '/forgot-password',
  '/reset-password',
  '/verify-email',
  '/confirm-email',
  '/not-me',
  '/restore-account',
  '/goodbye',
  '/onboarding',
  '/home',
  '/gallery',
  '/settings',
  '/settings/sessions',
  '/settings/security',
  '/settings/data',
  '/admin',
  '/admin/pictures',
  `/admin/${placeholder('someone')}`,
  `/u/${placeholder('username')}`,
  '/u/nobody-of-that-name',
  '/u/%',
  '/u/%00',
  '/u/%ff',
  '/u/..%2f..',
  '/health',
  '/robots.txt',
  '/manifest.webmanifest',
  '/icon.svg',
  '/favicon.ico',
  '/_next/static/x.js',
  '/_next/static/%2e%2e/%2e%2e/server.js',
  '/_next/image?url=%2Ficon.svg&w=64&q=75',
  '/_next/image?url=http://127.0.0.1:1/&w=64&q=75',
  '/_next/data/x/login.json',
  '/_next/webpack-hmr',
  '/_error',
  '/404',
  '/500',
  '/nothing/here',
  '//evil.example/',
  '/\\evil.example',
  '/login?next=//evil.example',
  '/%5c%5cevil.example',
  '*',
  `/${'a'.repeat(12_000)}`,
] as const;

function straysAt(name: string, paths: readonly string[]): fc.Arbitrary<FuzzCase> {
  // eslint-disable-next-line no-control-regex -- what ends a line of HTTP is what must not be in one
  const bytes = hostileBytes.map((text) => `/${text.replaceAll(/[\s\u0000]/g, '%20')}`);
  return fc
    .record({
      principal: fc.constantFrom(...principals),
      method: fc.oneof(
        { weight: 4, arbitrary: fc.constant('GET') },
        { weight: 2, arbitrary: fc.constantFrom(...oddMethods) },
      ),
      path: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...paths) }, { weight: 1, arbitrary: bytes }),
      query: queryOf(undefined),
      strange: strangeHeaders,
      text: fc.option(fc.constantFrom('a=b', ...hostileJsonTexts), { freq: 8 }),
    })
    .map(({ principal, method, path, query, strange, text }) => ({
      operation: name,
      principal,
      request: assemble({
        method,
        target: path.includes('?') ? path : path + query,
        body:
          text === null
            ? { headers: [], bytes: null }
            : { headers: [['content-type', 'application/json']], bytes: Buffer.from(text) },
        strange,
        credentials:
          principal === 'nobody'
            ? null
            : ['cookie', `pbx_access=${placeholder('access')}; pbx_refresh=${placeholder('refresh')}`],
      }),
    }));
}

/** Addresses of the api that are in no contract, and methods that its endpoints lack. */
export const apiStrays = straysAt('api, other addresses', apiPaths);

/** The web's own addresses: pages, what its framework serves beside them, and what it must not serve. */
export const webPages = straysAt('web, pages', pagePaths);

export const aiStrays = straysAt('ai-service, other addresses', [
  '/',
  '*',
  '/v1',
  '/v1/screen/',
  '/v1/health',
  '/metrics',
  '/%',
  '/%00',
  '/docs',
]);
