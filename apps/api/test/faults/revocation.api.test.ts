import { pollUntil, takeTime } from '@pixelboxx/config/testing';
import fc from 'fast-check';
import { accountEndpoints, adminEndpoints, authEndpoints } from '@pixelboxx/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisProgram } from '../platform/redis/redis-server.ts';
import { useApp, useTwin } from '../support/use-app.ts';
import type { Browser } from '../support/clients/browser.ts';
import { sessionIdOf } from '../support/clients/devices.ts';
import { goodPassword, newCredentials, type TestUser, register } from '../support/clients/users.ts';
import { BrokenRedis, type Side, Turn, usualTimeout } from './redis-schedule.ts';

/** Of the law: nobody is believed longer than this after what ends their session, or changes their role, is committed. */
const maxLagMs = 1_000;
const turns = Number(process.env['REVOCATION_TURNS'] ?? 12);
const seed = Number(process.env['REVOCATION_SEED'] ?? 20_261_128);

describe.skipIf(redisProgram === null)('two replicas whose Redis fails in every way', () => {
  let redis: BrokenRedis;
  let admin: TestUser;

  beforeAll(async () => {
    redis = await BrokenRedis.start();
  });

  afterAll(() => redis.stop());

  const app = useApp(() => ({ REDIS_URL: redis.urlFor('here'), ...usualTimeout }));
  const replicas = { here: app, there: useTwin(app, () => ({ REDIS_URL: redis.urlFor('there'), ...usualTimeout })) };

  beforeAll(async () => {
    admin = await register(app);
    await app.prisma.user.update({ where: { id: admin.user.id }, data: { role: 'ADMIN' } });
  });

  /** The same cookies, as the load balancer sends its next request elsewhere. */
  function at(replica: Side, browser: Browser): Browser {
    const moved = replicas[replica].browser();
    for (const [name, value] of browser.cookies) moved.cookies.set(name, value);
    return moved;
  }

  /** Somebody with two devices. */
  async function somebody(): Promise<TestUser & { second: Browser }> {
    const user = await register(app, newCredentials());
    const second = app.browser();
    const body = { identifier: user.credentials.username, password: goodPassword };
    await second.call(authEndpoints.login, { body });
    return { ...user, second };
  }

  async function perform(act: Turn['act'], replica: Side, user: TestUser & { second: Browser }): Promise<void> {
    const params = { id: user.user.id };
    const first = at(replica, user.browser);
    if (act === 'sign out') await at(replica, user.second).call(authEndpoints.logout);
    if (act === 'sign out elsewhere') await first.call(authEndpoints.revokeOtherSessions);
    if (act === 'change the password') {
      const body = { currentPassword: goodPassword, newPassword: 'amber lantern 5 hums' };
      await first.call(accountEndpoints.changePassword, { body });
    }
    const asAdmin = at(replica, admin.browser);
    if (act === 'suspend') await asAdmin.call(adminEndpoints.suspend, { params, body: { reason: 'spam' } });
    if (act === 'demote') await asAdmin.call(adminEndpoints.changeRole, { params, body: { role: 'USER' } });
  }

  /** What the database says of a session; it changes with the commit that ends it. */
  async function truthOf(sessionId: string): Promise<string> {
    const { rows } = await app.prisma.pool.query(
      `SELECT s.revoked_at, s.auth_generation, u.auth_generation AS current, u.role, u.suspended_at
         FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = $1`,
      [sessionId],
    );
    return JSON.stringify(rows);
  }

  /** When the commit was first seen: never before it. */
  async function commitOf(sessionId: string, before: string): Promise<number> {
    await pollUntil('the act is committed', async () => (await truthOf(sessionId)) !== before, { everyMs: 0 });
    return performance.now();
  }

  /** Sends one request after the other until one is refused; when the last believed one was sent. */
  async function lastBelieved(browser: Browser, path: string): Promise<number> {
    let believedAtMs = 0;
    const isRefused = async (): Promise<boolean> => {
      const sentAtMs = performance.now();
      const { status } = await browser.fetch(path);
      if (status === 200) believedAtMs = sentAtMs;
      return status === 401 || status === 403;
    };
    await pollUntil('what was believed is refused', isRefused, { everyMs: 0 });
    return believedAtMs;
  }

  /** @returns for how long after the commit the other replica believed what was true before. */
  async function play({ fault, waitMs, act, side }: Turn): Promise<number> {
    const user = await somebody();
    const path = act === 'demote' ? adminEndpoints.users.path : authEndpoints.me.path;
    if (act === 'demote') await app.prisma.user.update({ where: { id: user.user.id }, data: { role: 'MOD' } });
    const sessionId = sessionIdOf(app, user.second);
    const watched = at(side === 'here' ? 'there' : 'here', user.second);
    await expect.poll(async () => (await watched.fetch(path)).status, { timeout: 10_000, interval: 10 }).toBe(200);
    const before = await truthOf(sessionId);
    const believed = lastBelieved(watched, path);
    await redis.suffer(fault);
    await takeTime(waitMs);
    const [committedAtMs] = await Promise.all([commitOf(sessionId, before), perform(act, side, user)]);
    return Math.max(0, (await believed) - committedAtMs);
  }

  it('[C1] never believe a session, a role or a person for a second after the commit that ends it', async () => {
    const schedule = fc.sample(Turn, { seed, numRuns: turns });
    const played: string[] = [];
    let longestMs = 0;
    for (const turn of schedule) {
      const lagMs = await play(turn);
      longestMs = Math.max(longestMs, lagMs);
      played.push(`${JSON.stringify(turn)} ${Math.round(lagMs)} ms`);
      expect(lagMs, `REVOCATION_SEED=${seed}\n${played.join('\n')}`).toBeLessThan(maxLagMs);
    }
    process.stdout.write(`longest lag in ${turns} turns of seed ${seed}: ${Math.round(longestMs)} ms\n`);
  }, 600_000);
});
