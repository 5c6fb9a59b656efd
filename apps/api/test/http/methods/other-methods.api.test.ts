import fc from 'fast-check';
import { resumableUploadsPath } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { useApp } from '../../support/use-app.ts';
import { exchangeRaw, failureOf } from '../../support/failures.ts';

const app = useApp();

const urls = ['/v1/auth/me', '/v1/auth/login', '/v1/nothing', '/', resumableUploadsPath, `${resumableUploadsPath}/x`];
const origin = 'http://localhost:3000';

const askOptions = (url: string, headers: Record<string, string> = {}, body?: string): Promise<Response> =>
  app.browser().fetch(url, { method: 'OPTIONS', headers, ...(body !== undefined && { body }) });

describe('OPTIONS', () => {
  it.each(urls)('of %s is answered with 204, the standard headers and a request id, preflight or not', async (url) => {
    for (const headers of [{}, { origin }, { origin, 'access-control-request-method': 'POST' }]) {
      const response = await askOptions(url, headers);
      expect(response.status).toBe(204);
      expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{8,64}$/);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('fails in the envelope if it has an unsupported body', async () => {
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'x/y; a="'])
      expect(await failureOf(await askOptions(resumableUploadsPath, { 'content-type': type }, 'x'))).toMatchObject({
        code: 'UNSUPPORTED_MEDIA_TYPE',
      });
    const malformed = await askOptions(resumableUploadsPath, { 'content-type': 'application/json' }, '{');
    expect(await failureOf(malformed)).toMatchObject({ code: 'MALFORMED_JSON' });
  });
});

describe('an unknown Expect header', () => {
  it('has no effect: the request is answered as without it (RFC 9110 10.1.1)', async () => {
    const expectation = fc.stringMatching(/^[a-z0-9;="-]{0,20}$/).filter((text) => text !== '100-continue');
    await fc.assert(
      fc.asyncProperty(expectation, async (expect_) => {
        const head = `GET /v1/auth/me HTTP/1.1\r\nhost: x\r\nexpect: ${expect_}\r\nconnection: close\r\n\r\n`;
        const response = await exchangeRaw(app.baseUrl, head);
        expect(response.status).toBe(401);
        expect(await failureOf(response)).toMatchObject({ code: 'UNAUTHENTICATED' });
      }),
      { numRuns: 20, seed: 1 },
    );
  });
});
