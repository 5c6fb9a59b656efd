import { pollUntil } from '@pixelboxx/config/testing';
import { authEndpoints, healthEndpoints, uploadEndpoints, userEndpoints } from '@pixelboxx/shared';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AiService } from '../../src/platform/ai/ai-service.ts';
import { type TestUser, register } from '../support/clients/users.ts';
import { storedKeys, uploadAvatar, uploadImage } from '../support/uploads/uploading.ts';
import { unsafe } from '../support/network/fake-ai-service.ts';
import {
  eventsAbout,
  hashIn,
  newImage,
  screened,
  statusAt,
  takeUpOverdue,
  tryAsUsual,
  tryOnce,
  untilDegraded,
  untilGone,
  untilQuiet,
  useScreenedApp,
} from '../support/uploads/screened-app.ts';

const app = useScreenedApp();
let user: TestUser;

beforeEach(async () => {
  app.ai.reset();
  user = await register(app);
});

const rowOf = ({ id }: { id: string }) => app.prisma.upload.findUniqueOrThrow({ where: { id } });

describe('a picture that the screening finds harmless', () => {
  it('is shown immediately, and its scores are stored', async () => {
    const upload = await uploadImage(user.browser, await newImage(), 'public');
    expect(upload.screening).toBe('PENDING');
    expect(await statusAt(app, upload.variants[0]?.url)).toBe(200);
    const approved = await screened(user, upload, 'APPROVED');
    expect(approved.variants).toEqual(upload.variants);
    const row = await rowOf(upload);
    expect(row.scores).toMatchObject({ neutral: 0.95 });
    expect(row.screenedAt?.getTime()).toBeGreaterThan(row.createdAt.getTime() - 1000);
    expect(row.reviewedById).toBeNull();
  });

  it('is sent to the model in the smallest sufficient stored size', async () => {
    const upload = await uploadImage(user.browser, await newImage({ width: 2400, height: 1200 }));
    await screened(user, upload, 'APPROVED');
    expect(upload.variants.map(({ width }) => width)).toEqual([320, 640, 1280, 2048]);
    expect(app.ai.images).toHaveLength(1);
    expect(await sharp(app.ai.images[0]).metadata()).toMatchObject({ format: 'webp', width: 1280, height: 640 });
  });
});

describe('a picture that is flagged', () => {
  beforeEach(() => (app.ai.response = () => 'unsafe'));

  it('disappears from its public addresses in every size, and its owner still sees it', async () => {
    const upload = await uploadImage(user.browser, await newImage(), 'public');
    const flagged = await screened(user, upload, 'FLAGGED');
    for (const { url } of upload.variants) await untilGone(app, url);
    expect(flagged.visibility).toBe('PUBLIC');
    expect(flagged.urlsExpireAt).not.toBeNull();
    for (const { url } of flagged.variants) expect(await statusAt(app, url)).toBe(200);
    // Not without the signature.
    expect(await statusAt(app, flagged.variants[0]?.url?.split('?')[0])).toBe(403);
    expect(await rowOf(upload)).toMatchObject({ scores: unsafe, storageVisibility: 'PRIVATE' });
    expect(await eventsAbout(app, upload)).toEqual(['ready', 'flagged']);
    const hash = hashIn(upload);
    expect((await storedKeys(app)).filter((key) => key.startsWith(`public/${hash}`))).toEqual([]);
  });

  it('is not moved if it was private', async () => {
    const upload = await uploadImage(user.browser, await newImage());
    const flagged = await screened(user, upload, 'FLAGGED');
    expect(await statusAt(app, flagged.variants[0]?.url)).toBe(200);
  });

  it('is removed as an avatar from the profile and all its caches', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<'unsafe'>();
    app.ai.response = () => released;
    const upload = await uploadAvatar(user.browser, await newImage());
    const url = upload.variants[1]?.url;
    expect((await user.browser.call(authEndpoints.me)).avatarUrl).toBe(url);
    release('unsafe');
    await screened(user, upload, 'FLAGGED');
    expect((await user.browser.call(authEndpoints.me)).avatarUrl).toBeNull();
    const params = { username: user.user.username };
    expect((await app.browser().call(userEndpoints.profile, { params })).avatarUrl).toBeNull();
    await untilGone(app, url);
  });

  it('does not affect an avatar that was chosen after it', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<'unsafe'>();
    app.ai.response = () => (app.ai.images.length === 1 ? released : 'harmless');
    await uploadAvatar(user.browser, await newImage());
    await pollUntil('the first is being looked at', () => app.ai.images.length === 1);
    const second = await uploadAvatar(user.browser, await newImage());
    release('unsafe');
    await screened(user, second, 'APPROVED');
    await untilQuiet(app);
    expect((await user.browser.call(authEndpoints.me)).avatarUrl).toBe(second.variants[1]?.url);
  });

  it('is hidden for all its uploaders, and stays public while one of them is not screened yet', async () => {
    const other = await register(app);
    const image = await newImage();
    const { promise: released, resolve: release } = Promise.withResolvers<'unsafe'>();
    app.ai.response = () => (app.ai.images.length === 1 ? 'unsafe' : released);
    const mine = await uploadImage(user.browser, image, 'public');
    await pollUntil('the first is being looked at', () => app.ai.images.length === 1);
    const theirs = await uploadImage(other.browser, image, 'public');
    expect(theirs.variants[0]?.url).toBe(mine.variants[0]?.url);
    await screened(user, mine, 'FLAGGED');
    await untilQuietButOne();
    expect(await statusAt(app, theirs.variants[0]?.url)).toBe(200);
    release('unsafe');
    await screened(other, theirs, 'FLAGGED');
    await untilGone(app, mine.variants[0]?.url);
    // Each of them has it to themselves until one deletes it; the other's stays.
    await user.browser.call(uploadEndpoints.remove, { params: { id: mine.id } });
    const left = await other.browser.call(uploadEndpoints.get, { params: { id: theirs.id } });
    expect(await statusAt(app, left.variants[0]?.url)).toBe(200);
  });

  /** The image that is held is one. */
  async function untilQuietButOne(): Promise<void> {
    await pollUntil('the rest is done', async () => {
      const { rows } = await app.prisma.pool.query<{ name: string }>(
        `SELECT name FROM pgboss.job WHERE state < 'completed' AND start_after <= now()`,
      );
      return rows.every(({ name }) => name === 'uploads.screen');
    });
  }
});

describe('a picture that the model has no decision on', () => {
  afterEach(() => tryAsUsual(app));

  it.each(['INVALID_IMAGE', 'UNSUPPORTED_MEDIA_TYPE'] as const)('waits for a moderator after %s', async (code) => {
    app.ai.response = () => code;
    const upload = await uploadImage(user.browser, await newImage(), 'public');
    await screened(user, upload, 'FLAGGED');
    expect(await rowOf(upload)).toMatchObject({ scores: null, storageVisibility: 'PRIVATE' });
    expect((await rowOf(upload)).screenedAt).not.toBeNull();
    await untilGone(app, upload.variants[0]?.url);
  });

  it.each(['PAYLOAD_TOO_LARGE', 'IMAGE_TOO_LARGE'] as const)('is sent smaller after %s', async (code) => {
    app.ai.response = () => (app.ai.images.length < 3 ? code : 'harmless');
    const upload = await uploadImage(user.browser, await newImage({ width: 1300, height: 400 }), 'public');
    await screened(user, upload, 'APPROVED');
    const widths = await Promise.all(app.ai.images.map(async (image) => (await sharp(image).metadata()).width));
    expect(widths).toEqual([1280, 640, 320]);
  });

  it('waits for a moderator when it is too large in every size', async () => {
    app.ai.response = () => 'IMAGE_TOO_LARGE';
    const upload = await uploadImage(user.browser, await newImage(), 'public');
    await screened(user, upload, 'FLAGGED');
  });

  it.each(['INTERNAL_ERROR', 'SERVICE_UNAVAILABLE'] as const)(
    'waits for a moderator when the last attempt, too, ends with %s of a service that is well',
    async (code) => {
      await tryOnce(app);
      app.ai.response = () => code;
      const upload = await uploadImage(user.browser, await newImage(), 'public');
      await screened(user, upload, 'FLAGGED');
      expect(await app.browser().call(healthEndpoints.ready)).toMatchObject({ degraded: [] });
    },
  );

  it('is tried again before that', async () => {
    app.ai.response = () => (app.ai.images.length === 1 ? 'INTERNAL_ERROR' : 'harmless');
    const upload = await uploadImage(user.browser, await newImage(), 'public');
    await screened(user, upload, 'APPROVED');
  });
});

describe('while the ai-service is away', () => {
  afterEach(async () => {
    await tryAsUsual(app);
    await app.ai.stop();
    await app.ai.start();
    await untilDegraded(app, false);
  });

  it('a picture stays pending and visible, readiness reports it, and it is screened when the service is back', async () => {
    await app.ai.stop();
    const upload = await uploadImage(user.browser, await newImage(), 'public');
    await untilDegraded(app, true);
    expect(await statusAt(app, upload.variants[0]?.url)).toBe(200);
    expect((await rowOf(upload)).screening).toBe('PENDING');
    await app.ai.start();
    await screened(user, upload, 'APPROVED');
  });

  it('readiness reports it even if nobody uploads anything', async () => {
    await app.ai.stop();
    await untilDegraded(app, true);
    await app.ai.start();
    await untilDegraded(app, false);
  });

  it('nothing is lost if it is unavailable for longer than a job is retried', async () => {
    await tryOnce(app);
    await app.ai.stop();
    const upload = await uploadImage(user.browser, await newImage(), 'public');
    await untilDegraded(app, true);
    await untilQuiet(app);
    // As long as it is away, taking up is no work at all.
    await takeUpOverdue(app, upload);
    await untilQuiet(app);
    expect((await rowOf(upload)).screening).toBe('PENDING');
    expect((await app.prisma.pool.query(`SELECT FROM pgboss.job WHERE name = 'dead-letters'`)).rowCount).toBe(0);
    await app.ai.start();
    await untilDegraded(app, false);
    await takeUpOverdue(app, upload);
    await screened(user, upload, 'APPROVED');
  });

  it('a service that is busy or not ready yet decides nothing about a picture', async () => {
    await tryOnce(app);
    const responses = ['OVERLOADED', 'SERVICE_UNAVAILABLE'] as const;
    for (const code of responses) {
      app.ai.reset();
      app.ai.isReady = code === 'OVERLOADED';
      app.ai.response = () => code;
      const upload = await uploadImage(user.browser, await newImage(), 'public');
      await pollUntil('it was asked', () => app.ai.images.length > 0);
      await untilQuiet(app);
      expect((await rowOf(upload)).screening).toBe('PENDING');
      // Readiness is worked out once a second: what it says now may be of before.
      if (code === 'SERVICE_UNAVAILABLE') await untilDegraded(app, true);
      app.ai.isReady = true;
      await untilDegraded(app, false);
    }
  });

  it('a service that never responds is given up when the job must stop, and later pictures are still sent to it', async () => {
    app.ai.response = () => 'hang';
    const ai = app.app.get(AiService);
    const stop = new AbortController();
    const asking = ai.screen(await newImage(), stop.signal);
    await pollUntil('it was asked', () => app.ai.images.length > 0);
    stop.abort(new Error('the process stops'));
    await expect(asking).rejects.toThrow('the process stops');
    app.ai.response = () => 'harmless';
    expect(await ai.screen(await newImage(), new AbortController().signal)).toMatchObject({ flagged: false });
  });

  it('a service that requires another token is reported, and approves nothing', async () => {
    await tryOnce(app);
    app.ai.response = () => 'UNAUTHENTICATED';
    const upload = await uploadImage(user.browser, await newImage(), 'public');
    await untilDegraded(app, true);
    expect((await rowOf(upload)).screening).toBe('PENDING');
    // Mended: one that is overdue finds that out.
    await untilQuiet(app);
    app.ai.response = () => 'harmless';
    await takeUpOverdue(app, upload);
    await screened(user, upload, 'APPROVED');
    await untilDegraded(app, false);
  });
});

describe('an upload that is deleted while it is screened', () => {
  it.each(['harmless', 'unsafe'] as const)('causes no error when the decision is %s', async (response) => {
    const { promise: released, resolve: release } = Promise.withResolvers<typeof response>();
    app.ai.response = () => released;
    const upload = await uploadImage(user.browser, await newImage(), 'public');
    await pollUntil('it is being looked at', () => app.ai.images.length === 1);
    await user.browser.call(uploadEndpoints.remove, { params: { id: upload.id } });
    release(response);
    await untilQuiet(app);
    expect(await eventsAbout(app, upload)).toEqual(['ready', 'deleted']);
    const hash = hashIn(upload);
    expect((await storedKeys(app)).filter((key) => key.includes(hash))).toEqual([]);
  });
});
