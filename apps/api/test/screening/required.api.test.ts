import { authEndpoints, uploadEndpoints, userEndpoints } from '@pixelboxx/shared';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Person, register } from '../support/clients/users.ts';
import { uploadAvatar, uploadImage } from '../uploads/support/uploading.ts';
import {
  hashIn,
  newPicture,
  screened,
  type ScreenedApp,
  startScreenedApp,
  statusAt,
  untilGone,
  untilQuiet,
} from './screened-app.ts';

/** Where nothing is shown before it was approved. */
let app: ScreenedApp;
let person: Person;

beforeAll(async () => {
  app = await startScreenedApp({ SCREENING: 'required' });
});

afterAll(() => app.stop());

beforeEach(async () => {
  app.ai.reset();
  person = await register(app);
});

const avatarOf = async () => {
  const own = (await person.browser.call(authEndpoints.me)).avatarUrl;
  const params = { username: person.user.username };
  expect((await app.browser().call(userEndpoints.profile, { params })).avatarUrl).toBe(own);
  return own;
};

/** Holds every answer back until it is given. */
function hold(): (answer: 'harmless' | 'unsafe') => void {
  const { promise, resolve } = Promise.withResolvers<'harmless' | 'unsafe'>();
  app.ai.answer = () => promise;
  return resolve;
}

describe('where screening is required, a public picture', () => {
  it('is seen by its owner alone until it is approved, and then lies at its lasting address', async () => {
    const release = hold();
    const upload = await uploadImage(person.browser, await newPicture(), 'public');
    expect(upload).toMatchObject({ visibility: 'PUBLIC', screening: 'PENDING' });
    expect(upload.urlsExpireAt).not.toBeNull();
    const { url } = upload.variants[0] ?? {};
    expect(await statusAt(app, url)).toBe(200);
    const lasting = `/files/public/${hashIn(upload)}/320.webp`;
    expect(await statusAt(app, lasting)).toBe(404);
    release('harmless');
    const approved = await screened(person, upload, 'APPROVED');
    expect(approved.urlsExpireAt).toBeNull();
    expect(approved.variants[0]?.url).toBe(lasting);
    expect(await statusAt(app, lasting)).toBe(200);
    await untilGone(app, url);
  });

  it('never lies at a public address when it is flagged', async () => {
    app.ai.answer = () => 'unsafe';
    const upload = await uploadImage(person.browser, await newPicture(), 'public');
    const flagged = await screened(person, upload, 'FLAGGED');
    expect(await statusAt(app, `/files/public/${hashIn(upload)}/320.webp`)).toBe(404);
    expect(await statusAt(app, flagged.variants[0]?.url)).toBe(200);
  });

  it('stays private when its owner wants it private', async () => {
    const upload = await uploadImage(person.browser, await newPicture());
    const approved = await screened(person, upload, 'APPROVED');
    expect(approved.urlsExpireAt).not.toBeNull();
    expect(await statusAt(app, `/files/public/${hashIn(upload)}/320.webp`)).toBe(404);
  });
});

describe('where screening is required, an avatar', () => {
  it('is the answer at once, and the avatar once it is approved', async () => {
    const release = hold();
    const upload = await uploadAvatar(person.browser, await newPicture());
    expect(upload).toMatchObject({ screening: 'PENDING', kind: 'AVATAR' });
    expect(await statusAt(app, upload.variants[1]?.url)).toBe(200);
    expect(await avatarOf()).toBeNull();
    release('harmless');
    const approved = await screened(person, upload, 'APPROVED');
    expect(await avatarOf()).toBe(approved.variants[1]?.url);
    expect(await statusAt(app, await avatarOf())).toBe(200);
  });

  it('leaves the one before in place until then, and that goes with the approval', async () => {
    const first = await screened(person, await uploadAvatar(person.browser, await newPicture()), 'APPROVED');
    const shown = await avatarOf();
    expect(shown).toBe(first.variants[1]?.url);
    const release = hold();
    const second = await uploadAvatar(person.browser, await newPicture());
    expect(await avatarOf()).toBe(shown);
    expect(await statusAt(app, shown)).toBe(200);
    release('harmless');
    const approved = await screened(person, second, 'APPROVED');
    expect(await avatarOf()).toBe(approved.variants[1]?.url);
    await untilGone(app, shown);
    const { items } = await person.browser.call(uploadEndpoints.list, { query: { kind: 'AVATAR' } });
    expect(items.map(({ id }) => id)).toEqual([second.id]);
  });

  it('leaves the one before in place when it is flagged', async () => {
    await screened(person, await uploadAvatar(person.browser, await newPicture()), 'APPROVED');
    const shown = await avatarOf();
    app.ai.answer = () => 'unsafe';
    await screened(person, await uploadAvatar(person.browser, await newPicture()), 'FLAGGED');
    await untilQuiet(app);
    expect(await avatarOf()).toBe(shown);
    expect(await statusAt(app, shown)).toBe(200);
  });

  it('gives way to one that is chosen after it, whatever becomes of that', async () => {
    const release = hold();
    const first = await uploadAvatar(person.browser, await newPicture());
    const second = await uploadAvatar(person.browser, await newPicture());
    const { items } = await person.browser.call(uploadEndpoints.list, { query: { kind: 'AVATAR' } });
    expect(items.map(({ id }) => id)).toEqual([second.id]);
    release('harmless');
    const approved = await screened(person, second, 'APPROVED');
    await untilQuiet(app);
    expect(await avatarOf()).toBe(approved.variants[1]?.url);
    expect(await statusAt(app, `/files/public/${hashIn(first)}/256.webp`)).toBe(404);
  });

  it('can be taken back while it waits, without the one that is shown', async () => {
    await screened(person, await uploadAvatar(person.browser, await newPicture()), 'APPROVED');
    const shown = await avatarOf();
    const release = hold();
    const waiting = await uploadAvatar(person.browser, await newPicture());
    await person.browser.call(uploadEndpoints.remove, { params: { id: waiting.id } });
    release('harmless');
    await untilQuiet(app);
    expect(await avatarOf()).toBe(shown);
  });

  it('is not set by removing, which takes both away', async () => {
    await screened(person, await uploadAvatar(person.browser, await newPicture()), 'APPROVED');
    const release = hold();
    await uploadAvatar(person.browser, await newPicture());
    await person.browser.call(userEndpoints.removeAvatar);
    release('harmless');
    await untilQuiet(app);
    expect(await avatarOf()).toBeNull();
  });
});
