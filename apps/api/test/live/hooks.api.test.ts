import { accountEndpoints, adminEndpoints, authEndpoints, userEndpoints } from '@pixelboxx/shared';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EndedSession, EndedSessions } from '../../src/auth/session-ends/index.ts';
import { UserLifecycle } from '../../src/users/index.ts';
import { sessionIdOf } from '../support/clients/devices.ts';
import { goodPassword, register, type TestUser } from '../support/clients/users.ts';
import { useApp, useTwin } from '../support/use-app.ts';

const app = useApp();
const twin = useTwin(app);

const changed: string[][] = [[], []];
const ended: EndedSession[][] = [[], []];
const ends: (() => unknown)[] = [];
const nothing = () => undefined;
let user: TestUser;
let sessionId: string;

beforeAll(async () => {
  for (const [index, replica] of [app, twin].entries()) {
    const users = replica.app.get(UserLifecycle, { strict: false });
    ends.push(await users.onChanged((id) => changed[index]?.push(id), nothing));
    const sessions = replica.app.get(EndedSessions, { strict: false });
    ends.push(sessions.onEnded((session) => ended[index]?.push(session), nothing));
  }
});
afterAll(() => Promise.all(ends.map((end) => end())));

beforeEach(async () => {
  user = await register(app);
  sessionId = sessionIdOf(app, user.browser);
});

type Act = (user: TestUser) => Promise<unknown>;
const byAdmin: Act = async ({ user: { id } }) => {
  const admin = await register(app);
  await app.prisma.user.update({ where: { id: admin.user.id }, data: { role: 'ADMIN' } });
  await admin.browser.call(adminEndpoints.suspend, { params: { id }, body: { reason: 'spam' } });
};

const heardOnBoth = (of: readonly (readonly unknown[])[], expected: unknown) =>
  expect
    .poll(() => of.map((heard) => heard.some((one) => JSON.stringify(one) === JSON.stringify(expected))))
    .toEqual([true, true]);

describe('who listens to all users, on either of two replicas,', () => {
  it.each<[string, Act]>([
    ['a new name', ({ browser }) => browser.call(userEndpoints.updateMe, { body: { displayName: 'Ada' } })],
    ['a suspension', byAdmin],
    [
      'a statement by hand',
      ({ user: { id } }) => app.prisma.user.update({ where: { id }, data: { displayName: 'Eva' } }),
    ],
    ['a removal', ({ user: { id } }) => app.prisma.user.delete({ where: { id } })],
  ])('hears of %s', async (_, act) => {
    await act(user);
    await heardOnBoth(changed, user.user.id);
  });
});

describe('who listens to all sessions, on either of two replicas,', () => {
  it('hears that one ended, and which', async () => {
    await user.browser.call(authEndpoints.logout);
    await heardOnBoth(ended, { userId: user.user.id, sessionId });
  });

  it.each<[string, Act]>([
    ['a suspension', byAdmin],
    [
      'a raised generation',
      ({ user: { id } }) => app.prisma.user.update({ where: { id }, data: { authGeneration: { increment: 1 } } }),
    ],
    ['a deletion', ({ browser }) => browser.call(accountEndpoints.deleteAccount, { body: { password: goodPassword } })],
  ])('hears that all of a user’s ended by %s', async (_, act) => {
    await act(user);
    await heardOnBoth(ended, { userId: user.user.id, sessionId: null });
  });

  it('hears nothing of a session that goes on, and of a user who changed otherwise', async () => {
    await user.browser.call(authEndpoints.refresh);
    await user.browser.call(userEndpoints.updateMe, { body: { displayName: 'Ada' } });
    await heardOnBoth(changed, user.user.id);
    const other = await register(app);
    const over = { userId: other.user.id, sessionId: sessionIdOf(app, other.browser) };
    await other.browser.call(authEndpoints.logout);
    await heardOnBoth(ended, over);
    expect(ended.flat().filter(({ userId }) => userId === user.user.id)).toEqual([]);
  });
});
