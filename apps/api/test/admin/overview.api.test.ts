import { adminEndpoints } from '@pixelboxx/shared';
import { expect, it } from 'vitest';
import { Cache } from '../../src/platform/redis/cache.ts';
import type { Browser } from '../support/clients/browser.ts';
import { register } from '../support/clients/users.ts';
import { useApp } from '../support/use-app.ts';
import { photo } from '../support/uploads/images.ts';
import { uploadAvatar, uploadImage } from '../support/uploads/uploading.ts';

const app = useApp();

async function moderator(): Promise<Browser> {
  const { browser, user } = await register(app);
  await app.prisma.user.update({ where: { id: user.id }, data: { role: 'MOD' } });
  return browser;
}

const overview = (browser: Browser) => browser.call(adminEndpoints.overview);
const forget = () => app.app.get(Cache).invalidatePrefix('admin:overview');

it('the size of the platform is shown to moderators and nobody else', async () => {
  const staff = await moderator();
  const member = await register(app);
  const bytes = await photo({ width: 400, height: 400 }).jpeg().toBuffer();
  const [avatar, image] = [await uploadAvatar(member.browser, bytes), await uploadImage(member.browser, bytes)];
  await app.prisma.user.update({ where: { id: member.user.id }, data: { suspendedAt: new Date() } });
  await forget();
  const seen = await overview(staff);
  expect(seen).toMatchObject({ users: 2, suspendedUsers: 1, images: 1, storedBytes: avatar.bytes + image.bytes });
  const { browser: other } = await register(app);
  await expect(overview(other)).rejects.toMatchObject({ status: 403 });
  await expect(overview(app.browser())).rejects.toMatchObject({ status: 401 });
});

it('the overview is computed once for all requests, until it is a minute old or invalidated', async () => {
  const staff = await moderator();
  await forget();
  const [first, second] = await Promise.all([overview(staff), overview(staff)]);
  expect(second).toEqual(first);
  await register(app);
  expect(await overview(staff)).toEqual(first);
  await forget();
  const later = await overview(staff);
  expect(later.users).toBe(first.users + 1);
  expect(later.countedAt > first.countedAt).toBe(true);
});
