import { accountEndpoints, authEndpoints } from '@pixelboxx/shared';
import type { Ticket } from '@pixelboxx/node-kit';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { pollUntil } from '@pixelboxx/config/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PasswordHasher } from '../../../src/auth/passwords/password-hasher.service.ts';
import { MetricSources } from '../../../src/platform/observability/metrics/metric-sources.ts';
import type { Browser } from '../../support/clients/browser.ts';
import { goodPassword, newCredentials, register, type TestUser } from '../../support/clients/users.ts';
import { failureOf } from '../../support/failures.ts';
import { useApp } from '../../support/use-app.ts';

const app = useApp({ RATE_LIMIT_SCALE: '1' });
const { login, register: registration } = authEndpoints;

const hasher = () => app.app.get(PasswordHasher);
let storm: Ticket[] = [];

/** Takes every place that strangers may have. */
function begin(): void {
  for (;;) {
    const { ticket } = hasher().entryLimiter.enter(null);
    if (!ticket) return;
    // Else it would give up its place, as one whose body does not come.
    ticket.arrive();
    storm.push(ticket);
  }
}

afterEach(() => {
  vi.restoreAllMocks();
  for (const ticket of storm) ticket.leave();
  storm = [];
});

const signIn = (browser: Browser, { username }: { username: string }, password = goodPassword): Promise<Response> =>
  browser.post(login.path, { identifier: username, password });

async function outcomeOf(response: Response): Promise<unknown> {
  if (response.ok) return response.status;
  return (await failureOf(response)).code;
}

const isQuiet = () => Object.values(hasher().entryLimiter.load).every((count) => count === 0);
const untilQuiet = () => pollUntil('no place is taken', () => Promise.resolve(isQuiet()));

/** A request whose body does not come, or not all of it. */
async function begun(path: string, part = ''): Promise<Socket> {
  const { hostname, port, host } = new URL(app.baseUrl);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n${part}`,
  );
  return socket;
}

describe('a storm of sign-ins and sign-ups', () => {
  it.each([login.path, registration.path])('is refused at %s before the body has arrived', async (path) => {
    begin();
    const socket = await begun(path);
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 503 /);
    expect(head.toLowerCase()).toContain('\r\nretry-after: 1\r\n');
    expect(head.toLowerCase()).toContain('\r\ncache-control: no-store\r\n');
    expect(JSON.parse(body)).toMatchObject({
      success: false,
      error: { code: 'OVERLOADED', details: { retryAfterSeconds: 1 } },
    });
  });

  it('does not close the connection of a client whose small body has arrived', async () => {
    begin();
    const socket = await begun(login.path, '"x"'.padEnd(100));
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString()).toMatch(/^HTTP\/1\.1 503 /);
    expect(first.toString().toLowerCase()).not.toContain('connection: close');
    const second = once(socket, 'data') as Promise<[Buffer]>;
    socket.write(`GET /v1/health/live HTTP/1.1\r\nHost: ${new URL(app.baseUrl).host}\r\n\r\n`);
    expect((await second).toString()).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });

  it('is refused without a statement, a rate limit or a hash, identically for existing and unknown accounts', async () => {
    const { credentials } = await register(app);
    await untilQuiet();
    begin();
    const looked = vi.spyOn(app.prisma.pool, 'query');
    const hash = vi.spyOn(hasher(), 'hash');
    const verify = vi.spyOn(hasher(), 'verify');
    const responses = [];
    for (const name of [credentials, newCredentials()]) responses.push(await signIn(app.browser(), name));
    responses.push(await app.browser().post(registration.path, newCredentials()));
    expect(looked.mock.calls.filter((call) => /\b(users|login_budgets)\b/.test(JSON.stringify(call)))).toEqual([]);
    expect([...hash.mock.calls, ...verify.mock.calls]).toEqual([]);
    for (const response of responses) expect(response.headers.has('ratelimit')).toBe(false);
    const failures = await Promise.all(responses.map(failureOf));
    expect(new Set(failures.map(({ code, message }) => `${code} ${message}`)).size).toBe(1);
    expect(responses.map(({ status }) => status)).toEqual([503, 503, 503]);
  });

  it('does not affect other requests, and sign-ins work again afterwards', async () => {
    const { browser, credentials } = await register(app);
    begin();
    await browser.call(authEndpoints.me, {});
    expect(await outcomeOf(await signIn(app.browser(), credentials))).toBe('OVERLOADED');
    for (const ticket of storm.splice(0)) ticket.leave();
    expect(await outcomeOf(await signIn(app.browser(), credentials))).toBe(200);
  });

  it('counts the refused sign-ins, by known and unknown browsers', async () => {
    const read = () =>
      app.app
        .get(MetricSources)
        .all.find(({ name }) => name === 'pixelboxx_shed_sign_ins_total')
        ?.read();
    const before = (await read()) as Record<string, number>;
    begin();
    await signIn(app.browser(), newCredentials());
    expect(await read()).toEqual({ ...before, stranger: (before['stranger'] ?? 0) + 1 });
  });
});

describe('a browser that has signed in before', () => {
  it('can sign in while unknown browsers are refused', async () => {
    const { browser, credentials } = await register(app);
    begin();
    expect(await outcomeOf(await signIn(app.browser(), credentials))).toBe('OVERLOADED');
    expect(await outcomeOf(await signIn(browser, credentials))).toBe(200);
  });

  it('can do so even on an account that once forgot its devices', async () => {
    const { user, credentials } = await register(app);
    await app.prisma.user.update({ where: { id: user.id }, data: { devicesForgottenAt: new Date() } });
    const browser = app.browser();
    expect(await outcomeOf(await signIn(browser, credentials))).toBe(200);
    expect(await outcomeOf(await signIn(browser, credentials))).toBe(200);
    begin();
    expect(await outcomeOf(await signIn(browser, credentials))).toBe(200);
  });

  it('counts as unknown with a forged or truncated cookie', async () => {
    const { browser, credentials } = await register(app);
    const [name = '', value = ''] = [...browser.cookies].find(([key]) => key.endsWith('pbx_device')) ?? [];
    begin();
    const forged = `${value.slice(0, -4)}${value.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
    for (const other of [forged, value.slice(0, -8), `.${value}`, 'x'.repeat(3_000), '....', '']) {
      const stranger = app.browser();
      stranger.cookies.set(name, other);
      expect(await outcomeOf(await signIn(stranger, credentials))).toBe('OVERLOADED');
    }
  });
});

describe('a place in the queue for sign-ins', () => {
  const json = { 'content-type': 'application/json' };
  const endings: readonly [string, (user: TestUser) => Promise<unknown>][] = [
    ['signing in', ({ credentials }) => signIn(app.browser(), credentials)],
    ['a wrong password', ({ credentials }) => signIn(app.browser(), credentials, 'not this one')],
    ['a name that nobody has', () => signIn(app.browser(), newCredentials())],
    ['a name that is taken', ({ credentials }) => app.browser().post(registration.path, credentials)],
    ['fields that are missing', () => app.browser().post(login.path, {})],
    ['no JSON', () => app.browser().fetch(login.path, { method: 'POST', headers: json, body: '{' })],
    ['another type', () => app.browser().fetch(login.path, { method: 'POST', body: 'hello' })],
    ['a body that is too large', () => app.browser().post(login.path, 'x'.repeat(70_000))],
    ['another site', () => app.browser().post(login.path, {}, { 'sec-fetch-site': 'cross-site' })],
    [
      'a look-up that fails',
      ({ credentials }) => {
        vi.spyOn(hasher(), 'verify').mockRejectedValueOnce(new Error('broken'));
        return signIn(app.browser(), credentials);
      },
    ],
    [
      'a client that leaves in the middle',
      async () => {
        const socket = await begun(login.path, '{"ident');
        await pollUntil('it has a place', () => Promise.resolve(hasher().entryLimiter.load.stranger === 1));
        socket.destroy();
      },
    ],
    [
      'limits',
      async () => {
        const limited = { 'x-forwarded-for': '203.0.113.77' };
        const codes = new Set<unknown>();
        for (let index = 0; index < 101; index += 1) {
          codes.add(await outcomeOf(await app.browser().post(registration.path, {}, limited)));
        }
        expect(codes).toEqual(new Set(['VALIDATION_ERROR', 'RATE_LIMITED']));
      },
    ],
  ];

  it.each(endings)('is released after %s', async (_name, ending) => {
    const user = await register(app);
    await untilQuiet();
    await ending(user);
    await untilQuiet();
  });

  it('is lost while the body does not arrive, and regained when it does, if one is free', async () => {
    const { credentials } = await register(app);
    const body = JSON.stringify({ identifier: credentials.username, password: goodPassword }).padEnd(100);
    const late = async () => {
      const socket = await begun(login.path, body.slice(0, 10));
      await pollUntil('it has a place', () => Promise.resolve(hasher().entryLimiter.load.stranger === 1));
      await untilQuiet();
      return socket;
    };
    const [lucky, unlucky] = [await late(), await late()];
    const ending = async (socket: Socket) => {
      const response = once(socket, 'data') as Promise<[Buffer]>;
      socket.write(body.slice(10));
      const [head] = await response;
      socket.destroy();
      return head.toString();
    };
    expect(await ending(lucky)).toMatch(/^HTTP\/1\.1 200 /);
    begin();
    expect(await ending(unlucky)).toMatch(/^HTTP\/1\.1 503 [^]*"OVERLOADED"/);
  });

  it('is not needed by other endpoints: a signed-in user can still confirm a password', async () => {
    const { browser } = await register(app);
    begin();
    const body = { currentPassword: goodPassword, newPassword: 'green ladder 9 hums' };
    await browser.call(accountEndpoints.changePassword, { body });
  });
});
