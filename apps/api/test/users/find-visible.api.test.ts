import { beforeAll, expect, it } from 'vitest';
import { UsersService } from '../../src/users/index.ts';
import { register } from '../support/clients/users.ts';
import { useApp } from '../support/use-app.ts';

const app = useApp();
let users: UsersService;

beforeAll(() => {
  users = app.app.get(UsersService);
});

it('other features can find an active user by username in any case, with their public data', async () => {
  const { user } = await register(app);
  const found = await users.findVisible(user.username.toUpperCase());
  expect(Object.keys(found).sort()).toEqual(['avatarUrl', 'createdAt', 'displayName', 'id', 'username']);
  expect(found).toMatchObject({ id: user.id, username: user.username });
});

it.each(['suspendedAt', 'deletedAt'] as const)('other features cannot find a hidden user: %s', async (state) => {
  const { user } = await register(app);
  await app.prisma.user.update({ where: { id: user.id }, data: { [state]: new Date() } });
  await expect(users.findVisible(user.username)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(users.findVisible('nobody-of-this-name')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
