import { authEndpoints, uploadEndpoints, userEndpoints } from '@pixelboxx/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import { type TestUser, register } from '../support/clients/users.ts';
import { uploadAvatar, uploadImage } from '../support/uploads/uploading.ts';
import {
  hashIn,
  newImage,
  screened,
  statusAt,
  untilGone,
  untilQuiet,
  useScreenedApp,
} from '../support/uploads/screened-app.ts';

/** Where nothing is shown before it was approved. */
const app = useScreenedApp(() => ({ SCREENING: 'required' }));
let user: TestUser;

beforeEach(async () => {
  app.ai.reset();
  user = await register(app);
});

const avatarOf = async () => {
  const own = (await user.browser.call(authEndpoints.me)).avatarUrl;
  const params = { username: user.user.username };
  expect((await app.browser().call(userEndpoints.profile, { params })).avatarUrl).toBe(own);
  return own;
};

/** Holds every response back until it is given. */
function hold(): (response: 'harmless' | 'unsafe') => void {
  const { promise, resolve } = Promise.withResolvers<'harmless' | 'unsafe'>();
  app.ai.response = () => promise;
  return resolve;
}

describe('where screening is required, a public picture', () => {
  it('is visible only to its owner until it is approved, and then has its permanent address', async () => {
    const release = hold();
    const upload = await uploadImage(user.browser, await newImage(), 'public');
    expect(upload).toMatchObject({ visibility: 'PUBLIC', screening: 'PENDING' });
    expect(upload.urlsExpireAt).not.toBeNull();
    const { url } = upload.variants[0] ?? {};
    expect(await statusAt(app, url)).toBe(200);
    const lasting = `/files/public/${hashIn(upload)}/320.webp`;
    expect(await statusAt(app, lasting)).toBe(404);
    release('harmless');
    const approved = await screened(user, upload, 'APPROVED');
    expect(approved.urlsExpireAt).toBeNull();
    expect(approved.variants[0]?.url).toBe(lasting);
    expect(await statusAt(app, lasting)).toBe(200);
    await untilGone(app, url);
  });

  it('never has a public address if it is flagged', async () => {
    app.ai.response = () => 'unsafe';
    const upload = await uploadImage(user.browser, await newImage(), 'public');
    const flagged = await screened(user, upload, 'FLAGGED');
    expect(await statusAt(app, `/files/public/${hashIn(upload)}/320.webp`)).toBe(404);
    expect(await statusAt(app, flagged.variants[0]?.url)).toBe(200);
  });

  it('stays private if its owner makes it private', async () => {
    const upload = await uploadImage(user.browser, await newImage());
    const approved = await screened(user, upload, 'APPROVED');
    expect(approved.urlsExpireAt).not.toBeNull();
    expect(await statusAt(app, `/files/public/${hashIn(upload)}/320.webp`)).toBe(404);
  });
});

describe('where screening is required, an avatar', () => {
  it('is returned immediately, and used once it is approved', async () => {
    const release = hold();
    const upload = await uploadAvatar(user.browser, await newImage());
    expect(upload).toMatchObject({ screening: 'PENDING', kind: 'AVATAR' });
    expect(await statusAt(app, upload.variants[1]?.url)).toBe(200);
    expect(await avatarOf()).toBeNull();
    release('harmless');
    const approved = await screened(user, upload, 'APPROVED');
    expect(await avatarOf()).toBe(approved.variants[1]?.url);
    expect(await statusAt(app, await avatarOf())).toBe(200);
  });

  it('replaces the previous one only when it is approved', async () => {
    const first = await screened(user, await uploadAvatar(user.browser, await newImage()), 'APPROVED');
    const shown = await avatarOf();
    expect(shown).toBe(first.variants[1]?.url);
    const release = hold();
    const second = await uploadAvatar(user.browser, await newImage());
    expect(await avatarOf()).toBe(shown);
    expect(await statusAt(app, shown)).toBe(200);
    release('harmless');
    const approved = await screened(user, second, 'APPROVED');
    expect(await avatarOf()).toBe(approved.variants[1]?.url);
    await untilGone(app, shown);
    const { items } = await user.browser.call(uploadEndpoints.list, { query: { kind: 'AVATAR' } });
    expect(items.map(({ id }) => id)).toEqual([second.id]);
  });

  it('keeps the previous one if it is flagged', async () => {
    await screened(user, await uploadAvatar(user.browser, await newImage()), 'APPROVED');
    const shown = await avatarOf();
    app.ai.response = () => 'unsafe';
    await screened(user, await uploadAvatar(user.browser, await newImage()), 'FLAGGED');
    await untilQuiet(app);
    expect(await avatarOf()).toBe(shown);
    expect(await statusAt(app, shown)).toBe(200);
  });

  it('is superseded by one chosen after it, even if that is refused', async () => {
    const release = hold();
    const first = await uploadAvatar(user.browser, await newImage());
    const second = await uploadAvatar(user.browser, await newImage());
    const { items } = await user.browser.call(uploadEndpoints.list, { query: { kind: 'AVATAR' } });
    expect(items.map(({ id }) => id)).toEqual([second.id]);
    release('harmless');
    const approved = await screened(user, second, 'APPROVED');
    await untilQuiet(app);
    expect(await avatarOf()).toBe(approved.variants[1]?.url);
    expect(await statusAt(app, `/files/public/${hashIn(first)}/256.webp`)).toBe(404);
  });

  it('can be withdrawn while it waits, without removing the current one', async () => {
    await screened(user, await uploadAvatar(user.browser, await newImage()), 'APPROVED');
    const shown = await avatarOf();
    const release = hold();
    const waiting = await uploadAvatar(user.browser, await newImage());
    await user.browser.call(uploadEndpoints.remove, { params: { id: waiting.id } });
    release('harmless');
    await untilQuiet(app);
    expect(await avatarOf()).toBe(shown);
  });

  it('and the current one are both removed together', async () => {
    await screened(user, await uploadAvatar(user.browser, await newImage()), 'APPROVED');
    const release = hold();
    await uploadAvatar(user.browser, await newImage());
    await user.browser.call(userEndpoints.removeAvatar);
    release('harmless');
    await untilQuiet(app);
    expect(await avatarOf()).toBeNull();
  });
});
