import { authEndpoints } from '@pixelboxx/shared';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { AttemptCountersStore } from '../../../src/auth/lockout/attempt-counters.store.ts';
import { LockoutService } from '../../../src/auth/lockout/lockout.service.ts';
import { lockoutPolicy } from '../../../src/auth/lockout/lockout-policy.ts';
import { PasswordHasher } from '../../../src/auth/passwords/password-hasher.service.ts';
import { AppError } from '../../../src/platform/errors/app-error.ts';
import { useApp, useLogs } from '../../support/use-app.ts';
import type { Browser } from '../../support/clients/browser.ts';
import { failureOf } from '../../support/failures.ts';
import { goodPassword, type TestUser, register } from '../../support/clients/users.ts';
import { startTwin } from '../../support/replicas.ts';

const limit = lockoutPolicy.accountFromAddress.failures;

// Per-account budgets do not grow with the scale.
const app = useApp({ REDIS_URL: undefined, RATE_LIMIT_SCALE: '1000', LOG_LEVEL: 'info' });
const logs = useLogs(app);

let networks = 0;

/** A browser without any cookie, on a network nobody else in this file uses. */
function stranger(server: { browser(): Browser } = app): Browser {
  const browser = server.browser();
  networks += 1;
  browser.headers['x-forwarded-for'] = `198.51.${Math.floor(networks / 250)}.${networks % 250}`;
  return browser;
}

/** The code of the response to an attempt, or `in`. */
async function attempt(browser: Browser, identifier: string, password = 'wrong password'): Promise<string> {
  const response = await browser.post('/v1/auth/login', { identifier, password });
  if (response.ok) return 'in';
  const { code, details } = await failureOf(response);
  if (code !== 'ACCOUNT_LOCKED') return code;
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe(String(details.retryAfterSeconds));
  expect(details.retryAfterSeconds).toBeGreaterThan(0);
  expect(details.retryAfterSeconds).toBeLessThanOrEqual(15 * 60);
  expect(response.headers.getSetCookie()).toEqual([]);
  return code;
}

async function attempts(count: number, browser: Browser, identifier: string): Promise<string[]> {
  const codes = [];
  for (let index = 0; index < count; index += 1) codes.push(await attempt(browser, identifier));
  return codes;
}

const times = (count: number, code: string): string[] => Array<string>(count).fill(code);

const letPass = (seconds: number): Promise<unknown> =>
  app.prisma.pool.query('UPDATE login_budgets SET clear_at = clear_at - make_interval(secs => $1)', [seconds]);

/** Everything that strangers may use up of one account, from as many networks as it takes. */
async function besiege(identifier: string): Promise<void> {
  for (let network = 0; network < 2; network += 1) await attempts(limit, stranger(), identifier);
  expect(await attempt(stranger(), identifier)).toBe('ACCOUNT_LOCKED');
}

describe('guessing the password of one account', () => {
  it(`[20] results in ACCOUNT_LOCKED after ${limit} failures, also for the right password, for a limited time`, async () => {
    const { credentials } = await register(app);
    const guesser = stranger();
    expect(await attempts(limit, guesser, credentials.username)).toEqual(times(limit, 'INVALID_CREDENTIALS'));
    expect(await attempt(guesser, credentials.username)).toBe('ACCOUNT_LOCKED');
    expect(await attempt(guesser, credentials.username, goodPassword)).toBe('ACCOUNT_LOCKED');
    const [line] = logs.events('auth.locked');
    expect(line).toMatchObject({ level: 'warn', factor: 'password', ip: guesser.headers['x-forwarded-for'] });
    // Another process has only Postgres to ask: restarting or flushing a cache unlocks nothing.
    const twin = await startTwin(app, { REDIS_URL: undefined });
    const elsewhere = twin.browser();
    Object.assign(elsewhere.headers, guesser.headers);
    expect(await attempt(elsewhere, credentials.username, goodPassword)).toBe('ACCOUNT_LOCKED');
    await twin.stop();
    await letPass(lockoutPolicy.accountFromAddress.secondsPerFailure);
    const later = await startTwin(app, { REDIS_URL: undefined });
    const returning = later.browser();
    Object.assign(returning.headers, guesser.headers);
    expect(await attempt(returning, credentials.username, goodPassword)).toBe('in');
    await later.stop();
  });

  it('[21] looks the same for an account that does not exist', async () => {
    const guesser = stranger();
    expect(await attempts(limit + 2, guesser, 'nobody-at-all')).toEqual([
      ...times(limit, 'INVALID_CREDENTIALS'),
      ...times(2, 'ACCOUNT_LOCKED'),
    ]);
    expect(await attempt(guesser, 'NOBODY-at-all')).toBe('ACCOUNT_LOCKED');
    expect(await attempt(guesser, 'somebody-else')).toBe('INVALID_CREDENTIALS');
  });

  it(`[22] verifies exactly ${limit} of fifty simultaneous wrong passwords`, async () => {
    const { credentials } = await register(app);
    const guesser = stranger();
    const verify = vi.spyOn(app.app.get(PasswordHasher), 'verify');
    const codes = await Promise.all(Array.from({ length: 50 }, () => attempt(guesser, credentials.username)));
    expect(codes.sort()).toEqual([...times(40, 'ACCOUNT_LOCKED'), ...times(limit, 'INVALID_CREDENTIALS')]);
    expect(verify).toHaveBeenCalledTimes(limit);
    verify.mockRestore();
  });

  it('[23] accepts ten and forty simultaneous right passwords, even close to the limit', async () => {
    const { credentials } = await register(app);
    for (const [failures, logins] of [
      [0, 10],
      [limit - 1, 10],
      [3, 40],
    ] as const) {
      const owner = stranger();
      await attempts(failures, owner, credentials.username);
      const codes = await Promise.all(
        Array.from({ length: logins }, () => attempt(owner, credentials.username, goodPassword)),
      );
      expect(codes).toEqual(times(logins, 'in'));
      await app.app.get(LockoutService).unlock((await owner.call(authEndpoints.me)).id);
    }
  });

  it('[20] is reset by a success', async () => {
    const { credentials } = await register(app);
    const owner = stranger();
    await attempts(limit - 1, owner, credentials.username);
    expect(await attempt(owner, credentials.username, goodPassword)).toBe('in');
    owner.cookies.clear();
    expect(await attempts(limit, owner, credentials.username)).toEqual(times(limit, 'INVALID_CREDENTIALS'));
  });

  it('[25] counts username and e-mail in any case as one account', async () => {
    const { credentials } = await register(app);
    const guesser = stranger();
    const { username, email } = credentials;
    const names = [username, email, username.toUpperCase(), email.toUpperCase(), ` ${email} `];
    for (let index = 0; index < limit; index += 1) {
      expect(await attempt(guesser, names[index % names.length] ?? '')).toBe('INVALID_CREDENTIALS');
    }
    for (const name of names) expect(await attempt(guesser, name)).toBe('ACCOUNT_LOCKED');
  });

  it('[72] counts an IPv6 /64 as one address, and all notations of an IPv4 address as one', async () => {
    const { credentials } = await register(app);
    const guesser = app.browser();
    for (let index = 0; index < limit; index += 1) {
      guesser.headers['x-forwarded-for'] = `2001:db8:1:2:${index}::${index}`;
      expect(await attempt(guesser, credentials.username)).toBe('INVALID_CREDENTIALS');
    }
    guesser.headers['x-forwarded-for'] = '2001:db8:1:2:ffff:ffff:ffff:ffff';
    expect(await attempt(guesser, credentials.username)).toBe('ACCOUNT_LOCKED');
    guesser.headers['x-forwarded-for'] = '2001:db8:1:3::1';
    expect(await attempt(guesser, credentials.username)).toBe('INVALID_CREDENTIALS');
    for (const ip of ['192.0.2.77', '::ffff:192.0.2.77', '::ffff:c000:24d', '0:0:0:0:0:FFFF:192.0.2.77']) {
      guesser.headers['x-forwarded-for'] = ip;
      await attempts(2, guesser, 'another-nobody');
    }
    await attempts(limit - 8, guesser, 'another-nobody');
    expect(await attempt(guesser, 'another-nobody')).toBe('ACCOUNT_LOCKED');
    guesser.headers['x-forwarded-for'] = '::ffff:192.0.2.78';
    expect(await attempt(guesser, 'another-nobody')).toBe('INVALID_CREDENTIALS');
  });

  it('queries Postgres once for forty attempts that wait at a locked account', async () => {
    const { user } = await register(app);
    const browser = stranger();
    await attempts(limit, browser, user.username);
    const take = vi.spyOn(app.app.get(AttemptCountersStore), 'take');
    const codes = await Promise.all(Array.from({ length: 40 }, () => attempt(browser, user.username)));
    expect(codes).toEqual(times(40, 'ACCOUNT_LOCKED'));
    expect(take).toHaveBeenCalledTimes(1);
    take.mockRestore();
  });

  it('does not count attempts that were never verified', async () => {
    const { credentials } = await register(app);
    const owner = stranger();
    const verify = vi.spyOn(app.app.get(PasswordHasher), 'verify').mockRejectedValue(new AppError('OVERLOADED'));
    expect(await attempts(limit + 5, owner, credentials.username)).toEqual(times(limit + 5, 'OVERLOADED'));
    verify.mockRestore();
    expect(await attempt(owner, credentials.username, goodPassword)).toBe('in');
  });
});

describe('[24] an owner under attack', () => {
  let owner: TestUser;
  let attacked: Promise<void>;

  beforeAll(async () => {
    owner = await register(app);
    attacked = besiege(owner.credentials.username);
    await attacked;
  });

  it('stays signed in', async () => {
    expect(await owner.browser.call(authEndpoints.me)).toEqual(owner.user);
    expect(await owner.browser.call(authEndpoints.refresh)).toEqual(owner.user);
  });

  it('can sign in on a known device, from any network', async () => {
    const device = owner.browser.clone();
    await device.call(authEndpoints.logout);
    expect([...device.cookies.keys()]).toEqual(['pbx_device']);
    device.headers['x-forwarded-for'] = '203.0.113.200';
    expect(await attempt(device, owner.credentials.email, goodPassword)).toBe('in');
  });

  it('has separate attempts on that device, which are limited as well', async () => {
    const device = owner.browser.clone();
    expect(await attempts(limit + 1, device, owner.credentials.username)).toEqual([
      ...times(limit, 'INVALID_CREDENTIALS'),
      'ACCOUNT_LOCKED',
    ]);
    expect(await attempt(device, owner.credentials.username, goodPassword)).toBe('ACCOUNT_LOCKED');
  });

  it('cannot be impersonated by a device cookie that is forged, altered, sent twice or of someone else', async () => {
    const genuine = owner.browser.cookies.get('pbx_device') ?? '';
    const foreign = (await register(app)).browser.cookies.get('pbx_device') ?? '';
    const altered = `${genuine.slice(0, -6)}${genuine.endsWith('AAAAAA') ? 'BBBBBB' : 'AAAAAA'}`;
    for (const value of [foreign, altered, 'x', '', `${genuine}; pbx_device=${genuine}`]) {
      const impostor = stranger();
      impostor.cookies.set('pbx_device', value);
      expect(await attempt(impostor, owner.credentials.username, goodPassword)).toBe('ACCOUNT_LOCKED');
    }
  });

  it('can unlock the account immediately by proving to be its owner', async () => {
    await app.app.get(LockoutService).unlock(owner.user.id);
    expect(await attempt(stranger(), owner.credentials.username, goodPassword)).toBe('in');
  });

  it('is not affected by other users of the same device', async () => {
    const shared = app.browser();
    const users = [];
    for (let index = 0; index < 3; index += 1) {
      const { credentials } = await register(app);
      expect(await attempt(shared, credentials.username, goodPassword)).toBe('in');
      users.push(credentials);
    }
    shared.cookies.delete('pbx_access');
    shared.cookies.delete('pbx_refresh');
    for (const { username } of users) {
      await besiege(username);
      expect(await attempt(shared, username, goodPassword)).toBe('in');
    }
  });
});

describe('trying one password on many accounts', () => {
  it('is stopped per IP address, without blocking known devices or other addresses', async () => {
    const strict = await startTwin(app, { REDIS_URL: undefined, RATE_LIMIT_SCALE: '1' });
    try {
      const { credentials } = await register(app);
      const sprayer = strict.browser();
      sprayer.headers['x-forwarded-for'] = '203.0.113.99';
      const known = strict.browser();
      known.headers['x-forwarded-for'] = '203.0.113.99';
      expect(await attempt(known, credentials.username, goodPassword)).toBe('in');
      const { failures } = lockoutPolicy.addressAcrossAccounts;
      const codes: string[] = [];
      // As many at once as the api lets wait for their password to be checked, or fewer.
      while (codes.length < failures + 20) {
        const count = Math.min(40, failures + 20 - codes.length);
        const targets = Array.from({ length: count }, (_, index) => `target-${codes.length + index}`);
        codes.push(...(await Promise.all(targets.map((target) => attempt(sprayer, target)))));
      }
      expect(codes.sort()).toEqual([...times(20, 'ACCOUNT_LOCKED'), ...times(failures, 'INVALID_CREDENTIALS')]);
      expect(await attempt(sprayer, credentials.username, goodPassword)).toBe('ACCOUNT_LOCKED');
      expect(await attempt(known, credentials.username, goodPassword)).toBe('in');
      expect(await attempt(stranger(strict), credentials.username, goodPassword)).toBe('in');
    } finally {
      await strict.stop();
    }
  });
});

it('the lockout works with Postgres alone while Redis is unavailable', async () => {
  const { credentials } = await register(app);
  const twin = await startTwin(app, { REDIS_URL: 'redis://127.0.0.1:1' });
  try {
    const guesser = stranger(twin);
    expect(await attempts(limit + 2, guesser, credentials.username)).toEqual([
      ...times(limit, 'INVALID_CREDENTIALS'),
      ...times(2, 'ACCOUNT_LOCKED'),
    ]);
    expect(await attempt(stranger(twin), credentials.username, goodPassword)).toBe('in');
  } finally {
    await twin.stop();
  }
});
