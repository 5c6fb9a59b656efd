import {
  accountEndpoints,
  authEndpoints,
  type DeviceAuthorization,
  deviceCodeSeconds,
  deviceEndpoints,
  devicePollSeconds,
  personalTokenEndpoints,
  type TokenScope,
} from '@pixelboxx/shared';
import { Clock } from '@pixelboxx/node-kit';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeviceTokensService } from '../../../src/auth/device-authorization/device-tokens.service.ts';
import { sessionIdOf } from '../../support/clients/devices.ts';
import { goodPassword, register, type TestUser } from '../../support/clients/users.ts';
import { useApp } from '../../support/use-app.ts';
import { program } from './token-holders.ts';

const app = useApp();
let nowMs = 0;

beforeEach(() => {
  const clock = app.app.get(Clock);
  nowMs = clock.nowMs();
  vi.spyOn(clock, 'nowMs').mockImplementation(() => nowMs);
  vi.spyOn(clock, 'now').mockImplementation(() => new Date(nowMs));
});
afterEach(() => vi.restoreAllMocks());

const pass = (seconds: number): void => void (nowMs += seconds * 1000);
const begin = (...scopes: TokenScope[]): Promise<DeviceAuthorization> =>
  app.browser().call(deviceEndpoints.begin, { body: { clientName: 'Backup on tower', scopes } });
const take = ({ deviceCode }: DeviceAuthorization) =>
  app.browser().call(deviceEndpoints.token, { body: { deviceCode } });
const decide = (by: TestUser, how: 'approve' | 'deny', { userCode }: Pick<DeviceAuthorization, 'userCode'>) =>
  by.browser.call(deviceEndpoints[how], { body: { userCode } });
const code = (code: string) => ({ code }) as const;

describe('[T4] a program without a browser', () => {
  it('gets a token after its user has approved, and only once', async () => {
    const user = await register(app);
    const asked = await begin('profile:read', 'uploads:write');
    expect(asked).toMatchObject({ expiresInSeconds: deviceCodeSeconds, intervalSeconds: devicePollSeconds });
    expect(asked.verificationUri).toMatch(/\/device$/);
    expect(asked.userCode).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    await expect(take(asked)).rejects.toMatchObject(code('DEVICE_PENDING'));
    const body = { userCode: asked.userCode.toLowerCase().replace('-', ' ') };
    const pending = await user.browser.call(deviceEndpoints.lookUp, { body });
    expect(pending.clientName).toBe('Backup on tower');
    expect(pending.scopes.map(({ name }) => name)).toEqual(['profile:read', 'uploads:write']);
    await decide(user, 'approve', asked);
    pass(devicePollSeconds);
    const token = await take(asked);
    expect(token).toMatchObject({ name: 'Backup on tower', scopes: ['profile:read', 'uploads:write'] });
    expect(await program(app, token.token).call(authEndpoints.me)).toEqual(user.user);
    const { items } = await user.browser.call(personalTokenEndpoints.list);
    expect(items.map(({ id }) => id)).toEqual([token.id]);
    pass(devicePollSeconds);
    await expect(take(asked)).rejects.toMatchObject(code('DEVICE_CODE_INVALID'));
  });

  it('gets only one token from many simultaneous polls', async () => {
    const user = await register(app);
    const asked = await begin('profile:read');
    await decide(user, 'approve', asked);
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => take(asked)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await app.prisma.personalToken.count({ where: { userId: user.user.id } })).toBe(1);
  });

  it('gets no token after its user has denied it, even if they try to approve later', async () => {
    const user = await register(app);
    const asked = await begin('profile:read');
    await decide(user, 'deny', asked);
    await expect(decide(user, 'approve', asked)).rejects.toMatchObject(code('DEVICE_CODE_INVALID'));
    await expect(take(asked)).rejects.toMatchObject(code('DEVICE_DENIED'));
    expect(await app.prisma.personalToken.count({ where: { userId: user.user.id } })).toBe(0);
  });

  it('gets no token after the code has expired, whether or not its user had approved', async () => {
    const user = await register(app);
    const [late, untaken] = [await begin('profile:read'), await begin('profile:read')];
    await decide(user, 'approve', untaken);
    pass(deviceCodeSeconds);
    await expect(decide(user, 'deny', late)).rejects.toMatchObject(code('DEVICE_CODE_INVALID'));
    for (const asked of [late, untaken]) await expect(take(asked)).rejects.toMatchObject(code('DEVICE_CODE_INVALID'));
    pass(1);
    await app.app.get(DeviceTokensService, { strict: false }).removeExpired();
    expect(await app.prisma.deviceAuthorization.count()).toBe(0);
  });

  it('gets no token if all sessions of its user ended after the approval', async () => {
    const user = await register(app);
    const asked = await begin('profile:read');
    await decide(user, 'approve', asked);
    const body = { currentPassword: goodPassword, newPassword: 'amber lantern 5 hums' };
    await user.browser.call(accountEndpoints.changePassword, { body });
    await expect(take(asked)).rejects.toMatchObject(code('DEVICE_DENIED'));
  });

  it.each(['one by one', 'all at once'])(
    'gets no token if its user ended the approving session (sessions ended %s)',
    async (how) => {
      const user = await register(app);
      const other = app.browser();
      const { username: identifier, password } = user.credentials;
      await other.call(authEndpoints.login, { body: { identifier, password } });
      const asked = await begin('profile:read');
      await other.call(deviceEndpoints.approve, { body: { userCode: asked.userCode } });
      const id = sessionIdOf(app, other);
      if (how === 'all at once') await user.browser.call(authEndpoints.revokeOtherSessions);
      else await user.browser.call(authEndpoints.revokeSession, { params: { id } });
      await expect(take(asked)).rejects.toMatchObject(code('DEVICE_DENIED'));
    },
  );

  it('still gets its token if the approving session has signed out', async () => {
    const user = await register(app);
    const asked = await begin('profile:read');
    await decide(user, 'approve', asked);
    await user.browser.call(authEndpoints.logout);
    expect(await take(asked)).toMatchObject({ name: 'Backup on tower' });
  });
});

describe('polling too often for a device token', () => {
  it('is refused, and lengthens the interval for all later polls', async () => {
    const wait = fc.integer({ min: 0, max: 30 });
    await fc.assert(
      fc.asyncProperty(fc.array(wait, { maxLength: 12 }), async (waits) => {
        const asked = await begin('profile:read');
        let interval = devicePollSeconds;
        await expect(take(asked)).rejects.toMatchObject(code('DEVICE_PENDING'));
        for (const seconds of waits) {
          pass(seconds);
          const isTooEarly = seconds < interval;
          if (isTooEarly) interval += devicePollSeconds;
          const details = { retryAfterSeconds: interval };
          await expect(take(asked)).rejects.toMatchObject({
            ...code(isTooEarly ? 'DEVICE_SLOW_DOWN' : 'DEVICE_PENDING'),
            details,
          });
        }
      }),
      { numRuns: 8, seed: 8628 },
    );
  });
});

describe('[T4] the user’s decision about a program', () => {
  it('requires reauthentication to approve, but not to deny', async () => {
    const user = await register(app);
    const asked = await begin('profile:read');
    const reauthenticatedAt = new Date(nowMs - 11 * 60_000);
    await app.prisma.session.update({ where: { id: sessionIdOf(app, user.browser) }, data: { reauthenticatedAt } });
    await expect(decide(user, 'approve', asked)).rejects.toMatchObject(code('STEP_UP_REQUIRED'));
    await decide(user, 'deny', asked);
  });

  it('limits attempts, so that codes cannot be guessed', async () => {
    const { browser } = await register(app);
    const response = await browser.post(deviceEndpoints.lookUp.path, { userCode: 'BCDF-GHJK' });
    expect(response.headers.get('ratelimit-policy')).toMatch(/^"user-codes";q=\d+;w=3600$/);
    expect(((await response.json()) as { error: { code: string } }).error.code).toBe('DEVICE_CODE_INVALID');
  });

  it('stores neither code', async () => {
    const { deviceCode, userCode } = await begin('profile:read');
    const rows = JSON.stringify(await app.prisma.deviceAuthorization.findMany());
    for (const secret of [deviceCode, userCode, userCode.replace('-', '')]) expect(rows).not.toContain(secret);
  });
});
