import { hash } from '@node-rs/argon2';
import { authEndpoints } from '@pixelboxx/shared';
import { describe, expect, it, vi } from 'vitest';
import { ConcurrencyLimiter } from '@pixelboxx/node-kit';
import { useApp } from '../../support/use-app.ts';
import { accessCookie, refreshCookie, sessionIdOf } from '../../support/clients/devices.ts';
import { failureOf } from '../../support/failures.ts';
import { goodPassword, register } from '../../support/clients/users.ts';

const app = useApp();

const login = (identifier: unknown, password: unknown = goodPassword): Promise<Response> =>
  app.browser().post('/v1/auth/login', { identifier, password });

it('[11] sets two httpOnly cookies and puts no token into the body', async () => {
  const { credentials } = await register(app);
  const browser = app.browser();
  const response = await browser.post('/v1/auth/login', { identifier: credentials.email, password: goodPassword });
  const text = await response.text();
  expect(response.status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({ success: true, data: { username: credentials.username } });
  const lines = response.headers.getSetCookie();
  for (const name of [accessCookie, refreshCookie]) {
    expect(lines.find((line) => line.startsWith(`${name}=`))).toContain('HttpOnly');
    expect(text).not.toContain(browser.cookies.get(name));
  }
});

it.each([
  [{ not: '' }, 'x'],
  [{ contains: '@' }, 'x'],
  [['alice'], 'x'],
  [1, 'x'],
  [null, 'x'],
  [true, 'x'],
  ['alice', true],
  ['alice', { not: '' }],
  ['alice', ['x']],
  ['alice', null],
  ['alice', 7],
])('[12] answers VALIDATION_ERROR to identifier %j with password %j', async (identifier, password) => {
  const response = await login(identifier, password);
  expect({ status: response.status, code: (await failureOf(response)).code }).toEqual({
    status: 400,
    code: 'VALIDATION_ERROR',
  });
});

describe('[13] a browser with a planted or earlier session', () => {
  it('never gets a session id that it chose', async () => {
    const { credentials } = await register(app);
    const browser = app.browser();
    browser.cookies.set(accessCookie, 'chosen');
    browser.cookies.set(refreshCookie, 'chosen');
    await browser.call(authEndpoints.login, { body: { identifier: credentials.username, password: goodPassword } });
    expect(browser.cookies.get(refreshCookie)).not.toBe('chosen');
  });

  it('ends its previous session by signing in', async () => {
    const attacker = await register(app);
    const victim = await register(app);
    const browser = attacker.browser;
    const planted = browser.clone();
    const before = sessionIdOf(app, browser);
    const body = { identifier: victim.credentials.username, password: goodPassword };
    expect(await browser.call(authEndpoints.login, { body })).toEqual(victim.user);
    expect(sessionIdOf(app, browser)).not.toBe(before);
    await expect(planted.call(authEndpoints.me)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(planted.call(authEndpoints.refresh)).rejects.toMatchObject({ code: 'REFRESH_INVALID' });
  });
});

it.each([
  'application/x-www-form-urlencoded',
  'text/plain',
  'text/plain; charset=application/json',
  'multipart/form-data; boundary=b',
])('[14] login accepts no credentials as %s', async (type) => {
  const { credentials } = await register(app);
  const body = JSON.stringify({ identifier: credentials.username, password: goodPassword });
  const response = await app
    .browser()
    .fetch('/v1/auth/login', { method: 'POST', body, headers: { 'content-type': type } });
  expect(response.status).toBe(415);
  expect(response.headers.getSetCookie()).toEqual([]);
  await failureOf(response);
});

it('[15] accepts a hash with older parameters, and upgrades it', async () => {
  const { user, credentials } = await register(app);
  const where = { id: user.id };
  const old = await hash(goodPassword, { memoryCost: 32, timeCost: 1, parallelism: 1 });
  await app.prisma.user.update({ where, data: { passwordHash: old } });
  expect((await login(credentials.username)).status).toBe(200);
  const { passwordHash } = await app.prisma.user.findUniqueOrThrow({ where });
  expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
  expect((await login(credentials.username)).status).toBe(200);
  expect((await app.prisma.user.findUniqueOrThrow({ where })).passwordHash).toBe(passwordHash);
});

describe('the login response to a stranger', () => {
  /** All that could differ, but for what differs from request to request anyway. */
  async function observe(identifier: string, password = 'not the password'): Promise<string> {
    const response = await login(identifier, password);
    const { requestId: _, ...error } = await failureOf(response);
    const headers = [...response.headers].filter(
      ([name]) => !['date', 'x-request-id', 'ratelimit', 'keep-alive'].includes(name),
    );
    return JSON.stringify([response.status, error, headers]);
  }

  it('[16] is the same for unknown, wrong, unverified, suspended, deleted and password-less accounts', async () => {
    const known = await register(app);
    const verified = await register(app);
    const suspended = await register(app);
    const deleted = await register(app);
    const unusable = await register(app);
    const set = (id: string, data: object): Promise<unknown> => app.prisma.user.update({ where: { id }, data });
    await set(verified.user.id, { isVerified: true });
    await set(suspended.user.id, { suspendedAt: new Date() });
    await set(deleted.user.id, { deletedAt: new Date() });
    await set(unusable.user.id, { passwordHash: 'none' });
    const responses = await Promise.all([
      observe('nobody-here'),
      observe('nobody@example.com'),
      observe(known.credentials.username),
      observe(verified.credentials.email),
      observe(suspended.credentials.username, goodPassword),
      observe(deleted.credentials.username, goodPassword),
      observe(unusable.credentials.username, goodPassword),
    ]);
    expect(new Set(responses).size).toBe(1);
    expect(responses[0]).toContain('INVALID_CREDENTIALS');
  });

  it('[17] takes the same work for every identifier: one look-up, one hash', async () => {
    const known = await register(app);
    const unusable = await register(app);
    await app.prisma.user.update({ where: { id: unusable.user.id }, data: { passwordHash: 'none' } });
    const run = vi.spyOn(ConcurrencyLimiter.prototype, 'run');
    const query = vi.spyOn(app.prisma.pool, 'query');
    // Jobs and the outbox ask for work of their own meanwhile.
    const isAboutUsers = (call: unknown): boolean => /login_budgets|users/.test(JSON.stringify(call));
    const work = [];
    for (const identifier of ['nobody-there', known.credentials.username, unusable.credentials.username]) {
      run.mockClear();
      query.mockClear();
      await observe(identifier);
      work.push({ hashes: run.mock.calls.length, queries: query.mock.calls.filter(isAboutUsers).length });
    }
    run.mockRestore();
    query.mockRestore();
    expect(work[0]?.hashes).toBe(1);
    expect(work[1]).toEqual(work[0]);
    expect(work[2]).toEqual(work[0]);
  });
});
