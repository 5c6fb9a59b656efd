import { pollUntil, TcpProxy } from '@pixelboxx/config/testing';
import { authEndpoints, healthEndpoints } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { PasswordHasher } from '../../src/auth/passwords/password-hasher.service.ts';
import { PrismaService } from '../../src/platform/database/prisma.service.ts';
import { UserSnapshotsService } from '../../src/users/user-snapshots.service.ts';
import { startReplica } from '../support/app.ts';
import { useApp, useLogs } from '../support/use-app.ts';
import { failureOf } from '../support/failures.ts';
import { goodPassword, newCredentials, register } from '../support/clients/users.ts';

const app = useApp({
  LOG_LEVEL: 'info',
  // Limits are exact: a Redis that is slow for a moment has some counted elsewhere.
  REDIS_URL: undefined,
  RATE_LIMIT_SCALE: '1',
  ABUSE_PROOF: 'off',
  ARGON2_MEMORY_KIB: '4096',
});
const logs = useLogs(app);

describe('an unexpected error', () => {
  it('results in INTERNAL_ERROR without the cause, which is logged', async () => {
    const { browser } = await register(app);
    const prisma = app.app.get(PrismaService);
    await prisma.pool.query('ALTER TABLE sessions RENAME COLUMN user_agent TO renamed');
    try {
      const response = await browser.fetch('/v1/auth/sessions');
      const text = await response.clone().text();
      const { code, message, details, requestId } = await failureOf(response);
      expect({ status: response.status, code, message, details }).toEqual({
        status: 500,
        code: 'INTERNAL_ERROR',
        message: 'Something went wrong on our side.',
        details: {},
      });
      expect(text).not.toMatch(/prisma|sql|column|user_agent|\.ts|node_modules/i);
      const [line] = logs.events('http.failed').filter((entry) => entry['requestId'] === requestId);
      expect(JSON.stringify(line)).toContain('user_agent');
    } finally {
      await prisma.pool.query('ALTER TABLE sessions RENAME COLUMN renamed TO user_agent');
    }
    await expect(browser.call(authEndpoints.sessions)).resolves.toMatchObject({ items: [{ current: true }] });
  });
});

describe('a used-up rate limit', () => {
  it('results in RATE_LIMITED with Retry-After', async () => {
    const register = (): Promise<Response> => app.browser().fetch('/v1/auth/register', { ...client, method: 'POST' });
    const client = { headers: { 'x-forwarded-for': '203.0.113.9' } };
    // What is refused later counts as well: 100 registrations an hour may be tried.
    const statuses = [];
    for (let tried = 0; tried < 100; tried += 1) statuses.push((await register()).status);
    expect(new Set(statuses)).toEqual(new Set([400]));
    const response = await register();
    const { code, details } = await failureOf(response);
    expect({ status: response.status, code }).toEqual({ status: 429, code: 'RATE_LIMITED' });
    expect(response.headers.get('retry-after')).toBe(String(details.retryAfterSeconds));
    expect(response.headers.get('ratelimit')).toMatch(/^"register";r=0;t=\d+$/);
  });
});

describe('overload', () => {
  it('results in OVERLOADED while too many passwords are being hashed, and ends afterwards', async () => {
    const { credentials } = await register(app);
    const login = (): Promise<Response> =>
      app.browser().post('/v1/auth/login', { identifier: credentials.username, password: goodPassword });
    const hasher = app.app.get(PasswordHasher);
    let isStorming = true;
    const storm = Array.from({ length: 100 }, async () => {
      while (isStorming) await hasher.hash(goodPassword).catch(() => new Promise((resolve) => setImmediate(resolve)));
    });
    try {
      const response = await login();
      const { code } = await failureOf(response);
      expect({ status: response.status, code }).toEqual({ status: 503, code: 'OVERLOADED' });
      expect(Number(response.headers.get('retry-after'))).toBeLessThanOrEqual(3);
    } finally {
      isStorming = false;
      await Promise.all(storm);
    }
    expect((await login()).status).toBe(200);
  });
});

describe('an unavailable database', () => {
  it('results in 503 and never 401, and nothing needs a restart when it returns', async () => {
    const { tcpProxy, url } = await TcpProxy.to(app.databaseUrl);
    const replica = await startReplica({ DATABASE_URL: url, DATABASE_TIMEOUT_MS: '3000' });
    try {
      const user = await register(replica);
      await tcpProxy.cut();
      const stranger = replica.browser();
      const attempts = {
        me: () => user.browser.fetch('/v1/auth/me'),
        refresh: () => user.browser.post('/v1/auth/refresh'),
        login: () => stranger.post('/v1/auth/login', { identifier: 'someone', password: 'whatever' }),
        register: () => stranger.post('/v1/auth/register', newCredentials()),
        ready: () => stranger.fetch('/v1/health/ready'),
      };
      // What memory still knows for a moment may be answered from it.
      await replica.app.get(UserSnapshotsService).invalidate(user.user.id);
      for (const [name, attempt] of Object.entries(attempts)) {
        const response = await attempt();
        const { code } = await failureOf(response);
        expect({ name, status: response.status, code }).toEqual({ name, status: 503, code: 'SERVICE_UNAVAILABLE' });
        expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
        expect(Number(response.headers.get('retry-after'))).toBeLessThanOrEqual(3);
      }
      expect(await stranger.call(healthEndpoints.live)).toEqual({ status: 'ok' });
      expect(user.browser.cookies.size).toBeGreaterThanOrEqual(2);
      await tcpProxy.mend();
      await pollUntil('the service is ready again', async () => (await stranger.fetch('/v1/health/ready')).ok);
      expect(await user.browser.call(authEndpoints.refresh)).toEqual(user.user);
      expect(await user.browser.call(authEndpoints.me)).toEqual(user.user);
    } finally {
      await replica.stop();
      await tcpProxy.cut();
    }
  });
});

it('liveness succeeds for all callers', async () => {
  expect(await app.browser().call(healthEndpoints.live)).toEqual({ status: 'ok' });
});
