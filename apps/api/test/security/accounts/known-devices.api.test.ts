import { authEndpoints } from '@pixelboxx/shared';
import { expect, it, vi } from 'vitest';
import { lockoutPolicy } from '../../../src/auth/lockout/lockout-policy.ts';
import { PasswordHasher } from '../../../src/auth/passwords/password-hasher.service.ts';
import type { Browser } from '../../support/clients/browser.ts';
import { goodPassword, register } from '../../support/clients/users.ts';
import { failureOf } from '../../support/failures.ts';
import { useApp } from '../../support/use-app.ts';

const limit = lockoutPolicy.knownDevice.failures;
const app = useApp({ REDIS_URL: undefined, RATE_LIMIT_SCALE: '1000' });

/** The code of the response to an attempt in a browser with the cookies of this one, or `in`. */
async function attempt(browser: Browser, identifier: string, password = 'wrong password'): Promise<string> {
  const response = await browser.clone().post('/v1/auth/login', { identifier, password });
  return response.ok ? 'in' : (await failureOf(response)).code;
}

async function failures(count: number, browser: Browser, identifier: string): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    expect(await attempt(browser, identifier)).toBe('INVALID_CREDENTIALS');
  }
}

const times = (count: number, code: string): string[] => Array<string>(count).fill(code);

it('of fifty simultaneous wrong passwords from a known device, only as many as allowed are verified', async () => {
  const { browser, user } = await register(app);
  const verify = vi.spyOn(app.app.get(PasswordHasher), 'verify');
  const codes = await Promise.all(Array.from({ length: 50 }, () => attempt(browser, user.username)));
  expect(codes.sort()).toEqual([...times(50 - limit, 'ACCOUNT_LOCKED'), ...times(limit, 'INVALID_CREDENTIALS')]);
  expect(verify).toHaveBeenCalledTimes(limit);
  verify.mockRestore();
});

it('simultaneous right passwords from a known device all succeed, even close to the limit, and reset the count', async () => {
  for (const before of [0, 3, limit - 1]) {
    const { browser, credentials } = await register(app);
    await failures(before, browser, credentials.username);
    const right = () => attempt(browser, credentials.email, goodPassword);
    expect(await Promise.all(Array.from({ length: 30 }, right))).toEqual(times(30, 'in'));
    await failures(limit, browser, credentials.username);
  }
});

it('a shared device has a separate count for each user', async () => {
  const { browser, user } = await register(app);
  const other = await register(app);
  await browser.call(authEndpoints.login, { body: { identifier: other.user.username, password: goodPassword } });
  await failures(limit, browser, other.user.username);
  expect(await attempt(browser, other.user.username, goodPassword)).toBe('ACCOUNT_LOCKED');
  await failures(limit, browser, user.username);
});

it('when somebody else signs in in a browser, only its current session ends, whatever cookies it sends', async () => {
  const former = await register(app);
  const bystander = await register(app);
  const next = await register(app);
  const shared = former.browser.clone();
  shared.cookies.set('pbx_device', next.browser.cookies.get('pbx_device') ?? '');
  await shared.call(authEndpoints.login, { body: { identifier: next.user.username, password: goodPassword } });
  expect((await former.browser.fetch('/v1/auth/me')).status).toBe(401);
  const ended = await app.prisma.session.findFirstOrThrow({ where: { userId: former.user.id } });
  expect(ended.revokedReason).toBe('REPLACED');
  const told = await app.prisma.outboxEvent.findMany({
    where: { subject: 'session.revoked', aggregateId: former.user.id },
  });
  expect(told.map(({ data }) => data)).toEqual([{ userId: former.user.id, sessionId: ended.id }]);
  const genuine = bystander.browser.cookies.get('pbx_refresh') ?? '';
  const thief = next.browser.clone();
  thief.cookies.set('pbx_refresh', `${genuine.slice(0, -6)}${genuine.endsWith('AAAAAA') ? 'BBBBBB' : 'AAAAAA'}`);
  expect(await attempt(thief, next.user.username, goodPassword)).toBe('in');
  expect(await bystander.browser.call(authEndpoints.me)).toEqual(bystander.user);
});
