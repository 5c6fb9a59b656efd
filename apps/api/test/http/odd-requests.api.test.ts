import { connect } from 'node:net';
import { authEndpoints, FailureEnvelope, userEndpoints } from '@pixelboxx/shared';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../support/use-app.ts';
import { failureOf } from '../support/failures.ts';
import { type TestUser, register } from '../support/clients/users.ts';

let user: TestUser;

const app = useApp();

beforeAll(async () => {
  user = await register(app);
});

/** What comes back for these bytes, until the connection closes. */
async function exchange(bytes: string | Buffer): Promise<{ status: number; head: string; body: string }> {
  const socket = connect(Number(new URL(app.baseUrl).port), '127.0.0.1');
  let received = '';
  socket.setEncoding('utf8').on('data', (text: string) => (received += text));
  const failure = new Promise<Error | null>((resolve) => {
    socket.once('error', resolve).once('close', () => resolve(null));
  });
  socket.write(bytes);
  expect(await failure).toBeNull();
  const [head = '', body = ''] = received.split('\r\n\r\n', 2);
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]), head, body };
}

const close = 'host: api\r\nconnection: close\r\n\r\n';

describe('an odd request', () => {
  it.each([
    ['M-SEARCH * HTTP/1.1', [404]],
    ['GET * HTTP/1.1', [404]],
    ['PROPFIND /v1/auth/me HTTP/1.1', [405]],
    ['TRACE /v1/auth/me HTTP/1.1', [405]],
    ['GET http:// HTTP/1.1', [400, 404]],
    ['GET ftp://elsewhere/ HTTP/1.1', [400, 404]],
    ['CONNECT elsewhere:443 HTTP/1.1', [405]],
    ['NONSENSE /v1/auth/me HTTP/1.1', [400]],
    ['GET /v1/auth/me HTTP/3.7', [400]],
  ])('[A5] is refused in the envelope: %s', async (line, statuses) => {
    const { status, head, body } = await exchange(`${line}\r\n${close}`);
    expect(statuses).toContain(status);
    expect(FailureEnvelope.safeParse(JSON.parse(body)).success).toBe(true);
    expect(head).toMatch(/^x-request-id: \S+$/im);
  });

  it.each([
    ['names no host', ''],
    ['names two', 'host: api\r\nhost: elsewhere\r\n'],
  ])('[A5] is refused in the envelope where it %s', async (_what, hosts) => {
    const { status, head, body } = await exchange(`GET /v1/health/live HTTP/1.1\r\n${hosts}connection: close\r\n\r\n`);
    expect(status).toBe(400);
    expect(FailureEnvelope.safeParse(JSON.parse(body)).success).toBe(true);
    expect(head).toMatch(/^x-request-id: \S+$/im);
  });

  it('[A5] gets a success for OPTIONS *', async () => {
    const { status, head } = await exchange(`OPTIONS * HTTP/1.1\r\n${close}`);
    expect(status).toBe(204);
    expect(head).toMatch(/^x-request-id: \S+$/im);
  });

  it('[A5] is served without a Host header in HTTP/1.0', async () => {
    expect((await exchange('GET /v1/health/live HTTP/1.0\r\n\r\n')).status).toBe(200);
  });

  it('[A5] is routed by its path if its target is an absolute URL', async () => {
    const { status } = await exchange(`GET http://api.example/v1/health/live?x=1 HTTP/1.1\r\n${close}`);
    expect(status).toBe(200);
  });

  it('[A5] is refused with 426 if it requests WebSocket, and served normally if it offers h2c', async () => {
    const upgrade = (to: string) =>
      exchange(`GET /v1/health/live HTTP/1.1\r\nhost: api\r\nconnection: upgrade, close\r\nupgrade: ${to}\r\n\r\n`);
    const { status, head, body } = await upgrade('websocket');
    expect({ status, code: (JSON.parse(body) as { error: { code: string } }).error.code }).toEqual({
      status: 426,
      code: 'UPGRADE_UNSUPPORTED',
    });
    expect(head).toMatch(/^upgrade: HTTP\/1\.1$/im);
    expect((await upgrade('h2c')).status).toBe(200);
  });

  it('[A5] gets its refusal even if much unreadable data follows', async () => {
    const { status } = await exchange(Buffer.concat([Buffer.from('RUBBISH\r\n\r\n'), Buffer.alloc(3_000_000, 0x61)]));
    expect(status).toBe(400);
  });
});

describe('a cookie that is sent twice', () => {
  it('[A5, 41] is accepted with the same value, and ignored with two values', async () => {
    const { browser } = user;
    const cookie = browser.cookieHeader();
    const ask = (header: string) => app.browser().fetch(authEndpoints.me.path, { headers: { cookie: header } });
    expect((await ask(`${cookie}; ${cookie}`)).status).toBe(200);
    expect((await ask(`${cookie}; ${cookie.replaceAll('=', '=x')}`)).status).toBe(401);
  });
});

describe('deep JSON', () => {
  const shapes = fc.record({
    depth: fc.oneof(fc.integer({ min: 65, max: 200 }), fc.constantFrom(3_000, 9_000, 30_000)),
    open: fc.constantFrom('[', '{"a":', '[1,', '{"b":[],"a":'),
    isTail: fc.boolean(),
    withKey: fc.boolean(),
  });

  it('[A3] is refused with 400 on routes with and without an Idempotency-Key, in any shape', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(shapes, async ({ depth, open, isTail, withKey }) => {
        const end = open.startsWith('[') ? ']' : '}';
        const text = isTail ? `${open.repeat(depth)}1${end.repeat(depth)}` : open.repeat(depth);
        const headers = {
          'content-type': 'application/json',
          ...(withKey && { 'idempotency-key': `deep-${(count += 1)}` }),
        };
        for (const [method, path] of [
          ['PATCH', userEndpoints.updateMe.path],
          ['POST', authEndpoints.login.path],
        ] as const) {
          const response = await user.browser.fetch(path, { method, headers, body: text.slice(0, 65_000) });
          expect((await failureOf(response)).code).toBe('MALFORMED_JSON');
        }
      }),
      { numRuns: 40, seed: 20_261_128 },
    );
  });

  it('[A3] is judged by the contract up to 64 levels', async () => {
    const body = `{"displayName":${'['.repeat(63)}${']'.repeat(63)}}`;
    const headers = { 'content-type': 'application/json' };
    const response = await user.browser.fetch(userEndpoints.updateMe.path, { method: 'PATCH', headers, body });
    expect((await failureOf(response)).code).toBe('VALIDATION_ERROR');
  });
});
