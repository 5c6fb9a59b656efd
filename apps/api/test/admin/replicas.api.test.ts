import { adminEndpoints, authEndpoints } from '@pixelboxx/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisProgram, startRedis } from '../platform/redis/redis-server.ts';
import { useApp, useTwin } from '../support/use-app.ts';
import { Browser } from '../support/clients/browser.ts';
import type { LocalService } from '../support/network/local-service.ts';
import { register } from '../support/clients/users.ts';

/** Less than the three seconds for which a replica may answer from memory when nothing tells it to forget. */
const sharedWithinMs = 2_000;

describe.skipIf(redisProgram === null)('on a second replica', () => {
  let redis: LocalService;

  beforeAll(async () => {
    redis = await startRedis();
  });

  afterAll(() => redis.dispose());

  const settings = () => ({ REDIS_URL: `redis://127.0.0.1:${redis.port}` });
  const app = useApp(settings);
  const twin = useTwin(app, settings);

  /** The same user's browser, as the load balancer sends its next request elsewhere. */
  function atTwin(browser: Browser): Browser {
    const moved = new Browser(twin.baseUrl);
    for (const [name, value] of browser.cookies) moved.cookies.set(name, value);
    return moved;
  }

  const statusOf = async (browser: Browser): Promise<number> => (await browser.fetch(authEndpoints.me.path)).status;

  it('a suspended user is refused from the next request on, even right after a successful one', async () => {
    const [admin, user] = [await register(app), await register(app)];
    await app.prisma.user.update({ where: { id: admin.user.id }, data: { role: 'ADMIN' } });
    const elsewhere = atTwin(user.browser);
    for (let time = 0; time < 3; time += 1) expect(await statusOf(elsewhere)).toBe(200);
    const params = { id: user.user.id };
    await admin.browser.call(adminEndpoints.suspend, { params, body: { reason: 'spam' } });
    await expect.poll(() => statusOf(elsewhere), { timeout: sharedWithinMs, interval: 10 }).toBe(401);
    expect(await statusOf(user.browser)).toBe(401);
  });

  it('a demoted moderator has no more rights', async () => {
    const [admin, mod] = [await register(app), await register(app)];
    await app.prisma.user.update({ where: { id: admin.user.id }, data: { role: 'ADMIN' } });
    await app.prisma.user.update({ where: { id: mod.user.id }, data: { role: 'MOD' } });
    const elsewhere = atTwin(mod.browser);
    const find = async (): Promise<number> => (await elsewhere.fetch(adminEndpoints.users.path)).status;
    expect(await find()).toBe(200);
    const params = { id: mod.user.id };
    await admin.browser.call(adminEndpoints.changeRole, { params, body: { role: 'USER' } });
    await expect.poll(find, { timeout: sharedWithinMs, interval: 10 }).toBe(403);
  });
});
