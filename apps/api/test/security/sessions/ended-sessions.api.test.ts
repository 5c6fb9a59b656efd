import { pollUntil } from '@pixelboxx/config/testing';
import { authEndpoints } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { UserSnapshotsService } from '../../../src/users/user-snapshots.service.ts';
import { useApp } from '../../support/use-app.ts';
import type { Browser } from '../../support/clients/browser.ts';
import { accessCookie, openDevice } from '../../support/clients/devices.ts';
import { failureOf } from '../../support/failures.ts';
import { register } from '../../support/clients/users.ts';
import { startTwin } from '../../support/replicas.ts';

const app = useApp();

const statusOf = async (browser: Browser, path = '/v1/auth/me'): Promise<number> => (await browser.fetch(path)).status;

async function expectEnded(browser: Browser): Promise<void> {
  expect(await statusOf(browser.clone())).toBe(401);
  const response = await browser.clone().post('/v1/auth/refresh');
  expect((await failureOf(response)).code).toBe('REFRESH_INVALID');
}

describe('[49] signing out', () => {
  it('invalidates both cookies immediately, although the access token is not expired', async () => {
    const { browser } = await register(app);
    const saved = browser.clone();
    expect(await statusOf(saved)).toBe(200);
    await browser.call(authEndpoints.logout);
    await expectEnded(saved);
  });

  it.each([
    ['the access cookie alone', (cookies: Map<string, string>) => cookies.delete('pbx_refresh')],
    ['the refresh cookie alone', (cookies: Map<string, string>) => cookies.delete('pbx_access')],
  ])('works with %s', async (_what, reduce) => {
    const { browser } = await register(app);
    const saved = browser.clone();
    reduce(browser.cookies);
    await browser.call(authEndpoints.logout);
    await expectEnded(saved);
  });

  it('works with a bearer token, and with an already rotated refresh cookie', async () => {
    const { browser } = await register(app);
    const authorization = `Bearer ${browser.cookies.get(accessCookie)}`;
    expect((await app.browser().post('/v1/auth/logout', undefined, { authorization })).status).toBe(204);
    await expectEnded(browser);

    const other = await register(app);
    const stale = other.browser.clone();
    await other.browser.call(authEndpoints.refresh);
    stale.cookies.delete(accessCookie);
    await stale.call(authEndpoints.logout);
    await expectEnded(other.browser);
  });

  it('has no effect with a forged token', async () => {
    const { browser, user } = await register(app);
    const forger = app.browser();
    forger.cookies.set('pbx_refresh', `${(browser.cookies.get('pbx_refresh') ?? '').slice(0, -8)}AAAAAAAA`);
    await forger.call(authEndpoints.logout);
    expect(await browser.call(authEndpoints.me)).toEqual(user);
  });
});

describe('the list of devices', () => {
  it('marks the current one, and lets the others be ended one by one or together', async () => {
    const { browser, user } = await register(app);
    const [second, third] = await Promise.all([openDevice(app, user.id), openDevice(app, user.id)]);
    const { items } = await browser.call(authEndpoints.sessions);
    expect(items).toHaveLength(3);
    expect(items.filter(({ current }) => current)).toHaveLength(1);
    expect(JSON.stringify(items)).not.toMatch(/token|hash/i);
    await browser.call(authEndpoints.revokeSession, { params: { id: second.sessionId } });
    await expectEnded(second.browser);
    expect(await statusOf(third.browser)).toBe(200);
    await browser.call(authEndpoints.revokeOtherSessions);
    await expectEnded(third.browser);
    expect(await browser.call(authEndpoints.me)).toEqual(user);
    expect((await browser.call(authEndpoints.sessions)).items).toHaveLength(1);
  });

  it('does not reveal devices of other users', async () => {
    const { browser } = await register(app);
    const victim = await register(app);
    const { items } = await victim.browser.call(authEndpoints.sessions);
    const unknown = '0190b1f0-0000-7000-8000-000000000000';
    const responses = [];
    for (const id of [items[0]?.id ?? '', unknown]) {
      const { requestId: _, ...error } = await failureOf(
        await browser.fetch(`/v1/auth/sessions/${id}`, { method: 'DELETE' }),
      );
      responses.push(error);
    }
    expect(responses[0]).toEqual(responses[1]);
    expect(responses[0]).toMatchObject({ code: 'NOT_FOUND' });
    expect(await statusOf(victim.browser)).toBe(200);
  });
});

describe('[51] a user who is suspended, deleted or given another role', () => {
  it('is refused immediately on every replica with the same Redis, if the api made the change', async () => {
    const { browser, user } = await register(app);
    expect(await statusOf(browser)).toBe(200);
    await app.prisma.user.update({ where: { id: user.id }, data: { suspendedAt: new Date() } });
    await app.app.get(UserSnapshotsService).invalidate(user.id);
    await expectEnded(browser);
  });

  it('is refused within seconds when somebody changes the database by hand', async () => {
    const twin = await startTwin(app);
    const changes = [{ suspendedAt: new Date() }, { deletedAt: new Date() }, { authGeneration: { increment: 1 } }];
    const users = await Promise.all(changes.map(() => register(twin)));
    for (const { browser } of users) expect(await statusOf(browser)).toBe(200);
    const demoted = await register(twin);
    await app.prisma.user.update({ where: { id: demoted.user.id }, data: { role: 'ADMIN' } });
    await Promise.all(
      users.map(({ user }, index) => app.prisma.user.update({ where: { id: user.id }, data: changes[index] ?? {} })),
    );
    await pollUntil(
      'all of them are refused and the role is known',
      async () => {
        const statuses = await Promise.all(users.map(({ browser }) => statusOf(browser)));
        const { role } = await demoted.browser.call(authEndpoints.me);
        return statuses.every((status) => status === 401) && role === 'ADMIN';
      },
      // Often enough; asking takes processor time from the files beside this one.
      { everyMs: 100 },
    );
    await twin.stop();
  });

  it('is refused when the row is deleted', async () => {
    const { browser, user } = await register(app);
    await app.prisma.user.delete({ where: { id: user.id } });
    await app.app.get(UserSnapshotsService).invalidate(user.id);
    await expectEnded(browser);
  });
});
