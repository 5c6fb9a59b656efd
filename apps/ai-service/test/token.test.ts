import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf, post } from './support/responses.ts';
import { drawing } from './support/images.ts';
import { startService, type Service } from './support/service.ts';

const token = 'Zm9yLXRlc3RzLW9ubHktYW5kLW5vdGhpbmctZWxzZQ==';

let service: Service;
let bytes: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  bytes = new Uint8Array(await drawing().png().toBuffer());
  service = await startService({ AI_SERVICE_TOKEN: token, SCREENING_THRESHOLD: '0.000001' });
});
afterAll(() => service.close());

describe('with a token and a low threshold configured', () => {
  it.each([undefined, '', 'Bearer', `Bearer ${token}x`, `Bearer ${token.slice(1)}`, `Basic ${token}`, token])(
    'refuses Authorization %j',
    async (authorization) => {
      const init = authorization === undefined ? {} : { headers: { authorization } };
      const failure = await failureOf(await post(service.url, bytes, 'image/png', init));
      expect(failure).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
      expect(failure.headers.get('www-authenticate')).toBe('Bearer');
    },
  );

  it('accepts the bearer token, and flags what reaches the threshold', async () => {
    const response = await post(service.url, bytes, 'image/png', { headers: { authorization: `Bearer ${token}` } });
    expect(await response.json()).toMatchObject({ success: true, data: { flagged: true } });
  });

  it('requires no token for health checks', async () => {
    expect((await fetch(`${service.url}/v1/health/live`)).status).toBe(200);
    const ready = await fetch(`${service.url}/v1/health/ready`);
    expect(await ready.json()).toEqual({ success: true, data: { status: 'ok', degraded: [] } });
  });
});
