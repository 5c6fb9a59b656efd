import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiError, createApiClient, type Renewal } from '../src/index.ts';
import {
  empty,
  failure,
  startRespondingServer,
  success,
  type RespondingServer,
} from '@pixelboxx/config/testing/responding-server';

let server: RespondingServer;
beforeAll(async () => void (server = await startRespondingServer()));
afterAll(() => server.close());

const client = (renewal?: Renewal) => createApiClient({ baseUrl: server.url, ...(renewal && { renewal }) });
const expired = failure(401, 'UNAUTHENTICATED');

describe('a call by name', () => {
  it('knows method and path, and resolves to the data as it came', async () => {
    server.respondWith(success({ id: 'x', added: 'by a newer API' }));
    expect(await client()('auth.login', { body: { identifier: 'ada', password: 'correct horse' } })).toEqual({
      id: 'x',
      added: 'by a newer API',
    });
    expect(server.received[0]).toMatchObject({ method: 'POST', url: '/v1/auth/login' });
  });

  it('names the version that it changes', async () => {
    server.respondWith(empty(204));
    await client()('auth.logout', { ifMatch: 7 });
    expect(server.received[0]?.headers['if-match']).toBe('"7"');
  });

  it('sends its idempotency key', async () => {
    server.respondWith(empty(204));
    await client()('auth.logout', { idempotencyKey: 'k-1' });
    expect(server.received[0]?.headers['idempotency-key']).toBe('k-1');
  });

  it('rejects with the code of the API', async () => {
    server.respondWith(failure(429, 'RATE_LIMITED'));
    await expect(client()('auth.me')).rejects.toMatchObject({ name: 'ApiError', code: 'RATE_LIMITED', status: 429 });
  });

  it('rejects with the reason of its signal', async () => {
    const reason = new Error('changed my mind');
    await expect(client()('auth.me', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('a session that has expired', () => {
  const renewal = (...outcomes: boolean[]) => {
    const told = { renewals: 0, ended: 0 };
    const options: Renewal = {
      maxRenewals: 2,
      renewSession: () => Promise.resolve(outcomes[told.renewals++] ?? false),
      onSessionEnded: () => void (told.ended += 1),
    };
    return { told, options };
  };

  it('is renewed as often as allowed, and the call repeated', async () => {
    server.respondWith(expired, expired, success({ id: 'x' }));
    const { told, options } = renewal(true, true);
    expect(await client(options)('auth.me')).toEqual({ id: 'x' });
    expect(told).toEqual({ renewals: 2, ended: 0 });
  });

  it('has ended when it cannot be renewed, or is refused after every renewal', async () => {
    for (const outcomes of [[false], [true, true]]) {
      server.respondWith(expired, expired, expired);
      const { told, options } = renewal(...outcomes);
      await expect(client(options)('auth.me')).rejects.toBeInstanceOf(ApiError);
      expect(told).toEqual({ renewals: outcomes.length, ended: 1 });
    }
  });

  it('has not ended if the renewal fails otherwise: the call fails with that error', async () => {
    server.respondWith(expired);
    const outage = new Error('503');
    let ended = false;
    const options = { renewSession: () => Promise.reject(outage), onSessionEnded: () => void (ended = true) };
    await expect(client(options)('auth.me')).rejects.toBe(outage);
    expect(ended).toBe(false);
  });

  it('does not affect a call that needs no session', async () => {
    server.respondWith(expired);
    const { told, options } = renewal(true);
    await expect(client(options)('auth.login', { body: { identifier: 'a', password: 'b' } })).rejects.toThrow();
    expect(told).toEqual({ renewals: 0, ended: 0 });
  });
});

it('the client by name loads no validation library', () => {
  const program = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    for (const path of ['index', 'checked-client']) await import(${JSON.stringify(new URL('../src/', import.meta.url).href)} + path + '.ts');
    console.log(JSON.stringify(loaded));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(stderr).toBe('');
  const loaded = JSON.parse(stdout) as string[];
  expect(loaded.some((url) => url.endsWith('/transport.ts'))).toBe(true);
  expect(loaded.filter((url) => /node_modules|shared\/src\/(?!errors\.ts$)/.test(url))).toEqual([]);
});
