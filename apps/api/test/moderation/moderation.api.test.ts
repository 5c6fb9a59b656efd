import { pollUntil } from '@pixelboxx/config/testing';
import {
  accountEndpoints,
  adminEndpoints,
  authEndpoints,
  moderationEndpoints,
  type ModerationUpload,
  type Role,
  type Upload,
  uploadEndpoints,
} from '@pixelboxx/shared';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { unsafe } from '../support/network/fake-ai-service.ts';
import {
  eventsAbout,
  hashIn,
  newImage,
  screened,
  statusAt,
  untilGone,
  untilQuiet,
  useScreenedApp,
} from '../support/uploads/screened-app.ts';
import { sessionIdOf } from '../support/clients/devices.ts';
import { type TestUser, register } from '../support/clients/users.ts';
import { storedKeys, uploadAvatar, uploadImage } from '../support/uploads/uploading.ts';

const app = useScreenedApp();
const { mailbox } = app;
let moderator: TestUser;
let account: TestUser;

beforeAll(async () => {
  moderator = await userAs('MOD');
});

beforeEach(async () => {
  app.ai.reset();
  app.ai.response = () => 'unsafe';
  await app.prisma.upload.deleteMany({ where: { deletedAt: {} } });
  account = await register(app);
});

/** Before the first request of theirs, so that nothing has been cached. */
async function userAs(role: Role): Promise<TestUser> {
  const somebody = await register(app);
  await app.prisma.user.update({ where: { id: somebody.user.id }, data: { role } });
  return somebody;
}

async function flaggedImage(owner = account, visibility: 'public' | 'private' = 'public'): Promise<Upload> {
  const upload = await uploadImage(owner.browser, await newImage(), visibility);
  await screened(owner, upload, 'FLAGGED');
  await untilQuiet(app);
  return upload;
}

const reason = 'Shows somebody who did not agree to it.';

const queueOf = ({ browser }: TestUser, query = {}) => browser.call(moderationEndpoints.uploads, { query });
const approve = ({ browser }: TestUser, { id }: { id: string }): Promise<ModerationUpload> =>
  browser.call(moderationEndpoints.approve, { params: { id } });
const remove = ({ browser }: TestUser, { id }: { id: string }): Promise<void> =>
  browser.call(moderationEndpoints.remove, { params: { id }, body: { reason } });
const notFound = { code: 'NOT_FOUND' };
const forbidden = { code: 'FORBIDDEN' };

async function ownEvents({ browser }: TestUser): Promise<string[]> {
  return (await browser.call(accountEndpoints.securityEvents, { query: {} })).items.map(({ type }) => type);
}

describe('the moderation queue', () => {
  it('begins with the oldest, is paginated, and shows what a decision needs', async () => {
    const uploads = [await flaggedImage(), await flaggedImage(account, 'private'), await flaggedImage()];
    const first = await queueOf(moderator, { limit: 2 });
    expect(first.items.map(({ id }) => id)).toEqual(uploads.slice(0, 2).map(({ id }) => id));
    const second = await queueOf(moderator, { limit: 2, cursor: first.nextCursor });
    expect(second.items.map(({ id }) => id)).toEqual([uploads[2]?.id]);
    expect(second.nextCursor).toBeNull();
    const [item] = first.items;
    expect(item).toMatchObject({ screening: 'FLAGGED', scores: unsafe, reviewedAt: null });
    expect(item?.owner).toEqual({
      id: account.user.id,
      username: account.user.username,
      displayName: null,
      avatarUrl: null,
    });
    for (const { variants } of first.items) {
      for (const { url } of variants) expect(await statusAt(app, url)).toBe(200);
      expect(await statusAt(app, variants[0]?.url?.split('?')[0])).toBe(403);
    }
  });

  it('contains nothing that its reader may not decide about', async () => {
    const [colleague, admin] = [await userAs('MOD'), await userAs('ADMIN')];
    const [theirs, own] = [await flaggedImage(colleague), await flaggedImage(moderator)];
    const [ordinary, adminsOwn] = [await flaggedImage(), await flaggedImage(admin)];
    const idsFor = async (reader: TestUser) => (await queueOf(reader)).items.map(({ id }) => id);
    expect(await idsFor(moderator)).toEqual([ordinary.id]);
    expect(await idsFor(admin)).toEqual([theirs.id, own.id, ordinary.id]);
    expect(await idsFor(await userAs('ADMIN'))).toContain(adminsOwn.id);
  });

  it('never shows a private picture that was not flagged, under any filter', async () => {
    app.ai.response = () => 'harmless';
    const [open, closed] = [
      await uploadImage(account.browser, await newImage(), 'public'),
      await uploadImage(account.browser, await newImage(), 'private'),
    ];
    await screened(account, open, 'APPROVED');
    await screened(account, closed, 'APPROVED');
    const listed = (await queueOf(moderator, { screening: 'APPROVED' })).items.map(({ id }) => id);
    expect(listed).toEqual([open.id]);
    await expect(approve(moderator, closed)).rejects.toMatchObject(notFound);
    await expect(remove(moderator, closed)).rejects.toMatchObject(notFound);
  });

  it('refuses an invalid cursor', async () => {
    await expect(queueOf(moderator, { cursor: 'x' })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  it('does not show pictures of deleted users', async () => {
    await flaggedImage();
    await app.prisma.user.update({ where: { id: account.user.id }, data: { deletedAt: new Date() } });
    expect((await queueOf(moderator)).items).toEqual([]);
  });
});

describe('approving a picture', () => {
  it('shows a public picture again at its permanent address, and records who decided', async () => {
    const upload = await flaggedImage();
    await untilGone(app, upload.variants[0]?.url);
    const approved = await approve(moderator, upload);
    expect(approved).toMatchObject({ id: upload.id, screening: 'APPROVED', scores: unsafe });
    expect(approved.reviewedAt).not.toBeNull();
    expect(approved.variants[0]?.url).toBe(upload.variants[0]?.url);
    expect(await statusAt(app, upload.variants[0]?.url)).toBe(200);
    await untilQuiet(app);
    expect((await storedKeys(app)).filter((key) => key.startsWith(`private/${hashIn(upload)}`))).toEqual([]);
    expect(await ownEvents(account)).toContain('UPLOAD_APPROVED');
    const admin = await userAs('ADMIN');
    const params = { id: account.user.id };
    const { items } = await admin.browser.call(adminEndpoints.securityEvents, { params, query: {} });
    const event = items.find(({ type }) => type === 'UPLOAD_APPROVED');
    expect(event).toMatchObject({ actorId: moderator.user.id, ipAddress: null });
    expect((await queueOf(moderator)).items).toEqual([]);
  });

  it('keeps a private picture private', async () => {
    const upload = await flaggedImage(account, 'private');
    const approved = await approve(moderator, upload);
    expect(approved.urlsExpireAt).not.toBeNull();
    expect(await statusAt(app, `/files/public/${hashIn(upload)}/320.webp`)).toBe(404);
  });

  it('restores an avatar', async () => {
    const upload = await uploadAvatar(account.browser, await newImage());
    await screened(account, upload, 'FLAGGED');
    expect((await account.browser.call(authEndpoints.me)).avatarUrl).toBeNull();
    expect((await approve(moderator, upload)).owner.avatarUrl).toBe(upload.variants[1]?.url);
    expect((await account.browser.call(authEndpoints.me)).avatarUrl).toBe(upload.variants[1]?.url);
    expect(await statusAt(app, upload.variants[1]?.url)).toBe(200);
  });

  it('has no effect on an avatar whose owner has chosen another', async () => {
    const upload = await uploadAvatar(account.browser, await newImage());
    await screened(account, upload, 'FLAGGED');
    app.ai.response = () => 'harmless';
    const other = await uploadAvatar(account.browser, await newImage());
    await screened(account, other, 'APPROVED');
    await expect(approve(moderator, upload)).rejects.toMatchObject(notFound);
    expect((await account.browser.call(authEndpoints.me)).avatarUrl).toBe(other.variants[1]?.url);
  });

  it('can be repeated without effect', async () => {
    const upload = await flaggedImage();
    const colleague = await userAs('MOD');
    const responses = await Promise.all([approve(moderator, upload), approve(colleague, upload)]);
    expect(responses.map(({ screening }) => screening)).toEqual(['APPROVED', 'APPROVED']);
    await approve(moderator, upload);
    expect((await ownEvents(account)).filter((type) => type === 'UPLOAD_APPROVED')).toHaveLength(1);
  });

  it('takes precedence over a later screening, and applies to that upload only', async () => {
    const other = await register(app);
    const image = await newImage();
    const { promise: released, resolve: release } = Promise.withResolvers<'unsafe'>();
    app.ai.response = () => released;
    const upload = await uploadImage(account.browser, image, 'public');
    const same = await uploadImage(other.browser, image, 'public');
    await pollUntil('both are being looked at', () => app.ai.images.length === 2);
    await approve(moderator, upload);
    release('unsafe');
    await screened(other, same, 'FLAGGED');
    await untilQuiet(app);
    const params = { id: upload.id };
    expect(await account.browser.call(uploadEndpoints.get, { params })).toMatchObject({ screening: 'APPROVED' });
    expect(await statusAt(app, upload.variants[0]?.url)).toBe(200);
  });
});

describe('removing a picture', () => {
  it('deletes every byte, releases the quota, and tells the owner the reason', async () => {
    const upload = await flaggedImage();
    await remove(moderator, upload);
    expect((await storedKeys(app)).filter((key) => key.includes(hashIn(upload)))).toEqual([]);
    const { browser, credentials, user } = account;
    await expect(browser.call(uploadEndpoints.get, { params: { id: upload.id } })).rejects.toMatchObject(notFound);
    expect(await browser.call(uploadEndpoints.quota)).toMatchObject({ usedBytes: 0, usedCount: 0 });
    expect(await ownEvents(account)).toContain('UPLOAD_REMOVED');
    expect(await eventsAbout(app, upload)).toEqual(['ready', 'flagged', 'deleted', 'removed']);
    const { text } = await mailbox.email(credentials.email, /picture of yours was removed/);
    expect(text).toContain(reason);
    expect(text).toContain(user.username);
    await expect(remove(moderator, upload)).rejects.toMatchObject(notFound);
  });

  it('works on an approved picture, and removes an avatar from the profile', async () => {
    app.ai.response = () => 'harmless';
    const upload = await uploadAvatar(account.browser, await newImage());
    await screened(account, upload, 'APPROVED');
    await remove(moderator, upload);
    expect((await account.browser.call(authEndpoints.me)).avatarUrl).toBeNull();
    expect(await statusAt(app, upload.variants[0]?.url)).toBe(404);
  });

  it('requires a reason of at least three letters and at most a paragraph', async () => {
    const { id } = await flaggedImage();
    for (const wrong of ['', 'ab', '   a   ', 'x'.repeat(501)]) {
      const body = { reason: wrong };
      const response = moderator.browser.call(moderationEndpoints.remove, { params: { id }, body });
      await expect(response).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    }
    expect((await queueOf(moderator)).items).toHaveLength(1);
  });

  it('requires reauthentication', async () => {
    const upload = await flaggedImage();
    const colleague = await userAs('MOD');
    const session = { id: sessionIdOf(app, colleague.browser) };
    await app.prisma.session.update({
      where: session,
      data: { reauthenticatedAt: new Date(Date.now() - 11 * 60_000) },
    });
    await expect(remove(colleague, upload)).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
  });

  it('and approving simultaneously are serialized, and nothing is left after a removal', async () => {
    const colleague = await userAs('MOD');
    for (let round = 0; round < 5; round += 1) {
      const upload = await flaggedImage();
      const [removed, approved] = await Promise.allSettled([remove(colleague, upload), approve(moderator, upload)]);
      expect(removed.status).toBe('fulfilled');
      if (approved.status === 'rejected') expect(approved.reason).toMatchObject(notFound);
      await untilQuiet(app);
      expect((await storedKeys(app)).filter((key) => key.includes(hashIn(upload)))).toEqual([]);
    }
  });
});

describe('the moderator who decides', () => {
  const acts = { approve, remove };

  it.each(Object.entries(acts))('may not be the owner (%s)', async (_, act) => {
    for (const role of ['MOD', 'ADMIN'] as const) {
      const owner = await userAs(role);
      await expect(act(owner, await flaggedImage(owner))).rejects.toMatchObject(forbidden);
    }
  });

  it.each(Object.entries(acts))('must be an administrator for pictures of colleagues (%s)', async (_, act) => {
    const [colleague, admin] = [await userAs('MOD'), await userAs('ADMIN')];
    const upload = await flaggedImage(colleague);
    await expect(act(moderator, upload)).rejects.toMatchObject(forbidden);
    await act(admin, upload);
  });

  it.each(Object.entries(acts))('may not have just been demoted (%s)', async (_, act) => {
    const upload = await flaggedImage();
    const former = await userAs('MOD');
    await former.browser.call(authEndpoints.me);
    // The caches of this process still know the role; the row decides.
    await app.prisma.user.update({ where: { id: former.user.id }, data: { role: 'USER' } });
    await expect(act(former, upload)).rejects.toMatchObject(forbidden);
    expect((await queueOf(moderator)).items).toHaveLength(1);
    expect((await storedKeys(app)).filter((key) => key.startsWith(`public/${hashIn(upload)}`))).toEqual([]);
  });

  it('gets NOT_FOUND for unknown pictures', async () => {
    const nothing = { id: '018f0000-0000-7000-8000-000000000000' };
    await expect(approve(moderator, nothing)).rejects.toMatchObject(notFound);
    await expect(remove(moderator, nothing)).rejects.toMatchObject(notFound);
  });
});
