import { adminEndpoints, authEndpoints, userEndpoints } from '@pixelboxx/shared';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UserLifecycle } from '../../src/users/index.ts';
import { register, type TestUser } from '../support/clients/users.ts';
import { useApp, useTwin } from '../support/use-app.ts';

const app = useApp();
const twin = useTwin(app);

const changed: string[][] = [[], []];
const ends: (() => unknown)[] = [];
const nothing = () => undefined;
let user: TestUser;

beforeAll(async () => {
  for (const [index, replica] of [app, twin].entries()) {
    const users = replica.app.get(UserLifecycle, { strict: false });
    ends.push(await users.onChanged((id) => changed[index]?.push(id), nothing));
  }
});
afterAll(() => Promise.all(ends.map((end) => end())));

beforeEach(async () => {
  user = await register(app);
});

type Act = (user: TestUser) => Promise<unknown>;
const byAdmin: Act = async ({ user: { id } }) => {
  const admin = await register(app);
  await app.prisma.user.update({ where: { id: admin.user.id }, data: { role: 'ADMIN' } });
  await admin.browser.call(adminEndpoints.suspend, { params: { id }, body: { reason: 'spam' } });
};

const heardOnBoth = (userId: string) =>
  expect.poll(() => changed.map((heard) => heard.includes(userId))).toEqual([true, true]);

describe('a listener to changes of all users, on either of two replicas,', () => {
  it.each<[string, Act]>([
    ['a new name', ({ browser }) => browser.call(userEndpoints.updateMe, { body: { displayName: 'Ada' } })],
    ['a suspension', byAdmin],
    [
      'a statement by hand',
      ({ user: { id } }) => app.prisma.user.update({ where: { id }, data: { displayName: 'Eva' } }),
    ],
    [
      'an end of all sessions',
      ({ user: { id } }) => app.prisma.user.update({ where: { id }, data: { authGeneration: { increment: 1 } } }),
    ],
    ['a removal', ({ user: { id } }) => app.prisma.user.delete({ where: { id } })],
  ])('is notified of %s', async (_, act) => {
    await act(user);
    await heardOnBoth(user.user.id);
  });

  it('is not notified of sign-ins and sign-outs', async () => {
    const visitor = await register(app);
    const { username: identifier, password } = visitor.credentials;
    await app.browser().call(authEndpoints.login, { body: { identifier, password } });
    await visitor.browser.call(authEndpoints.logout);
    await user.browser.call(userEndpoints.updateMe, { body: { displayName: 'Ada' } });
    await heardOnBoth(user.user.id);
    expect(changed.flat()).not.toContain(visitor.user.id);
  });
});
