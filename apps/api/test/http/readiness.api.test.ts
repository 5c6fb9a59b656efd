import { healthEndpoints, userEndpoints } from '@pixelboxx/shared';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useApp } from '../support/use-app.ts';
import { register } from '../support/clients/users.ts';

const app = useApp();

afterEach(() => vi.restoreAllMocks());

/** How often Postgres was asked for the state of its schema. */
function countChecks(): () => number {
  const query = vi.spyOn(app.prisma.pool, 'query');
  return () => query.mock.calls.filter((call) => JSON.stringify(call).includes('_prisma_migrations')).length;
}

describe('[C5] readiness', () => {
  const ask = () => app.browser().fetch(healthEndpoints.ready.path);

  it('is determined once for all simultaneous requests, and once a second', async () => {
    const checks = countChecks();
    const responses = await Promise.all(Array.from({ length: 50 }, ask));
    expect(responses.map(({ status }) => status)).toEqual(Array<number>(50).fill(200));
    // Those who came after a second began the next one.
    expect(checks()).toBeLessThanOrEqual(3);
    await expect.poll(async () => ((await ask()).ok ? checks() : 0), { timeout: 10_000 }).toBeGreaterThanOrEqual(2);
  });

  it('is determined again after a failure, which is cached for at most a second, too', async () => {
    const query = vi.spyOn(app.prisma.pool, 'query');
    query.mockImplementation(() => {
      throw new Error('the database is away');
    });
    await expect.poll(async () => (await ask()).status, { timeout: 10_000 }).toBe(503);
    const asked = query.mock.calls.length;
    expect((await ask()).status).toBe(503);
    expect(query.mock.calls.length - asked).toBeLessThanOrEqual(1);
    query.mockRestore();
    await expect.poll(async () => (await ask()).status, { timeout: 10_000 }).toBe(200);
  });
});

describe('[C5] a public profile', () => {
  it('is rate-limited by the address of the viewer', async () => {
    const { user } = await register(app);
    const response = await app.browser().fetch(userEndpoints.profile.path.replace(':username', user.username));
    expect(response.headers.get('ratelimit-policy')).toMatch(/^"profile-view";q=\d+;w=60$/);
  });
});
