import { authEndpoints, liveEndpoints } from '@pixelboxx/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrokenRedis, usualTimeout } from '../faults/redis-schedule.ts';
import { redisProgram } from '../platform/redis/redis-server.ts';
import type { Browser } from '../support/clients/browser.ts';
import { sessionIdOf } from '../support/clients/devices.ts';
import { follow } from '../support/clients/following.ts';
import { register, type TestUser } from '../support/clients/users.ts';
import { useApp, useTwin } from '../support/use-app.ts';

const { events } = liveEndpoints;

describe.skipIf(redisProgram === null)(
  'the list of one’s devices, read on another replica than the one with the streams,',
  () => {
    let redis: BrokenRedis;
    beforeAll(async () => {
      redis = await BrokenRedis.start();
    });
    const app = useApp(() => ({ REDIS_URL: redis.urlFor('here'), ...usualTimeout }));
    const twin = useTwin(app, () => ({ REDIS_URL: redis.urlFor('there'), ...usualTimeout }));
    afterAll(() => redis.stop());

    function atTwin(browser: Browser): Browser {
      const moved = twin.browser();
      for (const [name, value] of browser.cookies) moved.cookies.set(name, value);
      return moved;
    }

    /** Somebody with a second device; and what the first, here, reads about it. */
    async function twoDevices(): Promise<TestUser & { second: Browser; seen: () => Promise<unknown> }> {
      const user = await register(app);
      const second = app.browser();
      const { username: identifier, password } = user.credentials;
      await second.call(authEndpoints.login, { body: { identifier, password } });
      const id = sessionIdOf(app, second);
      const seen = async () => {
        const { items } = await user.browser.call(authEndpoints.sessions);
        const found = items.find((item) => item.id === id);
        return found ? found.presence : 'not listed';
      };
      // Until the store is believed, such as after another test.
      await expect.poll(seen, { timeout: 15_000 }).toBe('AWAY');
      return { ...user, second, seen };
    }

    it('shows on which devices a page is open, until their last stream closes', async () => {
      const { second, seen } = await twoDevices();
      const [one, other] = [await follow(atTwin(second), events), await follow(second, events)];
      await expect.poll(seen).toBe('ACTIVE');
      other.leave();
      one.leave();
      await expect.poll(seen).toBe('AWAY');
    });

    it('still shows a device as active that closes one of two streams on two replicas', async () => {
      const { browser, second, seen } = await twoDevices();
      await follow(atTwin(second), events);
      const own = await follow(browser, events);
      const closing = await follow(second, events);
      const active = async () => {
        const { items } = await browser.call(authEndpoints.sessions);
        return items.map(({ presence }) => presence);
      };
      await expect.poll(active).toEqual(['ACTIVE', 'ACTIVE']);
      closing.leave();
      own.leave();
      await expect.poll(async () => (await active()).toSorted()).toEqual(['ACTIVE', 'AWAY']);
      expect(await seen()).toBe('ACTIVE');
    });

    it('no longer lists a device that was signed out while a page was open', async () => {
      const { second, browser, seen } = await twoDevices();
      const open = await follow(atTwin(second), events);
      await expect.poll(seen).toBe('ACTIVE');
      await browser.call(authEndpoints.revokeOtherSessions);
      expect(await open.ended()).toBe('UNAUTHENTICATED');
      expect(await seen()).toBe('not listed');
    });

    it('shows the state as unknown while Redis is down, and recovers by itself', async () => {
      const { second, seen } = await twoDevices();
      await follow(atTwin(second), events);
      await expect.poll(seen).toBe('ACTIVE');
      await redis.suffer({ kind: 'kill' });
      await expect.poll(seen).toBeNull();
      await redis.suffer({ kind: 'mend' });
      const said: unknown[] = [];
      await expect
        .poll(async () => said[said.push(await seen()) - 1], { timeout: 15_000, interval: 20 })
        .toBe('ACTIVE');
      expect(said).not.toContain('AWAY');
    }, 30_000);
  },
);
