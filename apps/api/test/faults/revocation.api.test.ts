import { pollUntil, takeTime } from '@pixelboxx/config/testing';
import fc from 'fast-check';
import { adminEndpoints, authEndpoints } from '@pixelboxx/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisProgram } from '../platform/redis/redis-server.ts';
import { useApp, useTwin } from '../support/use-app.ts';
import type { Browser } from '../support/clients/browser.ts';
import { sessionIdOf } from '../support/clients/devices.ts';
import { type TestUser, register } from '../support/clients/users.ts';
import { BrokenRedis, scheduleOf, type Side, type Turn, usualTimeout } from './redis-schedule.ts';
import { newHolder, open, prepare } from './revocations.ts';

/** Of the law: nobody is believed longer than this after what ends their session, or changes their role, is committed. */
const maxLagMs = 1_000;
/** A machine that does other things as well hears so much later that a connection ended. */
const machineSlackMs = 2_000;
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
  const replicas = {
    here: app,
    there: useTwin(app, () => ({ DATA_DIR: app.dataDir, REDIS_URL: redis.urlFor('there'), ...usualTimeout })),
  };

  beforeAll(async () => {
    admin = await register(app);
    await app.prisma.user.update({ where: { id: admin.user.id }, data: { role: 'ADMIN' } });
  });

  /** The same browser, as the load balancer sends its next request elsewhere. */
  function at(replica: Side, browser: Browser): Browser {
    const moved = replicas[replica].browser();
    for (const [name, value] of browser.cookies) moved.cookies.set(name, value);
    Object.assign(moved.headers, browser.headers);
    return moved;
  }

  /** What the database says of a session and its user; it changes with the commit that ends it. */
  async function truthOf(sessionId: string): Promise<string> {
    const { rows } = await app.prisma.pool.query(
      `SELECT s.revoked_at, s.auth_generation, u.auth_generation AS current, u.role, u.suspended_at,
              (SELECT count(*) FROM personal_tokens WHERE user_id = u.id) AS tokens
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

  /** Asks again and again until it is refused; when the last believed question was sent. */
  async function lastBelieved(ask: () => Promise<Response>): Promise<number> {
    let believedAtMs = 0;
    const isRefused = async (): Promise<boolean> => {
      const sentAtMs = performance.now();
      const { status } = await ask();
      if (status < 300) believedAtMs = sentAtMs;
      return status === 401 || status === 403;
    };
    await pollUntil('what was believed is refused', isRefused, { everyMs: 0 });
    return believedAtMs;
  }

  /** @returns for how long after the commit the other replica believed what was true before, and let go on what was open. */
  async function play(turn: Turn): Promise<{ believedMs: number; openMs: number }> {
    const { fault, waitMs, act, by, side } = turn;
    const user = await newHolder(app);
    const path = act === 'demote' ? adminEndpoints.users.path : authEndpoints.me.path;
    if (act === 'demote') await app.prisma.user.update({ where: { id: user.user.id }, data: { role: 'MOD' } });
    const sessionId = sessionIdOf(app, user.second);
    const end = await prepare(turn, user, { at, admin: admin.browser, app, sessionId });
    const watched = at(side === 'here' ? 'there' : 'here', by === 'program' ? user.program : user.second);
    await expect.poll(async () => (await watched.fetch(path)).status, { timeout: 10_000, interval: 10 }).toBe(200);
    const before = await truthOf(sessionId);
    const opened = await open(turn, watched);
    const believed = lastBelieved(opened.ask ?? (() => watched.fetch(path)));
    await redis.suffer(fault);
    await takeTime(waitMs);
    const [committedAtMs] = await Promise.all([commitOf(sessionId, before), end()]);
    const since = (ms: number) => Math.max(0, ms - committedAtMs);
    const believedMs = since(await believed);
    const openMs = opened.ended ? since(await opened.ended) : 0;
    // What was asked for before the end, and is whole only after it, is refused.
    if (opened.finish) expect(await opened.finish()).toContain(' 401 ');
    opened.leave();
    return { believedMs, openMs };
  }

  it('[C1] accept no session, token, role or user, and keep no stream open, a second after the commit that ends it', async () => {
    const [schedule = []] = fc.sample(scheduleOf(turns), { seed, numRuns: 1 });
    const played: string[] = [];
    let longestMs = 0;
    for (const turn of schedule) {
      const lag = await play(turn).catch((cause: unknown) => {
        throw new Error(`REVOCATION_SEED=${seed}\n${played.join('\n')}\n${JSON.stringify(turn)}`, { cause });
      });
      longestMs = Math.max(longestMs, lag.believedMs, lag.openMs);
      played.push(`${JSON.stringify(turn)} ${Math.round(lag.believedMs)} ms, open for ${Math.round(lag.openMs)} ms`);
      const said = `REVOCATION_SEED=${seed}\n${played.join('\n')}`;
      expect(lag.believedMs, said).toBeLessThan(maxLagMs);
      expect(lag.openMs, said).toBeLessThan(maxLagMs + machineSlackMs);
    }
    process.stdout.write(`longest lag in ${turns} turns of seed ${seed}: ${Math.round(longestMs)} ms\n`);
    if (process.env['REVOCATION_TURNS']) process.stdout.write(`${played.join('\n')}\n`);
  }, 600_000);
});
