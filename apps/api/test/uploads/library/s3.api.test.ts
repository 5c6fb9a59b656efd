import { authEndpoints, userEndpoints } from '@pixelboxx/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UploadsSweeper } from '../../../src/uploads/sweep/sweeper.service.ts';
import { type S3Server, startS3Server } from '../../platform/storage/s3-server.ts';
import { type RunningApp, startApp } from '../../support/app.ts';
import { register } from '../../support/clients/users.ts';
import { photo } from '../imaging/images.ts';
import { errorOf, postAvatar, storedKeys, uploadAvatar } from '../support/uploading.ts';

let s3: S3Server;
let app: RunningApp;

beforeAll(async () => {
  s3 = await startS3Server();
  app = await startApp(settings());
});

afterAll(async () => {
  await app.stop();
  await s3.close();
});

function settings(): Record<string, string> {
  const { endpoint, region, bucket, accessKeyId, secretAccessKey } = s3.config;
  return {
    S3_ENDPOINT: endpoint ?? '',
    S3_REGION: region,
    S3_BUCKET: bucket,
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

describe('with an S3 store', () => {
  it('keeps avatars there and serves them through the api when there is no CDN', async () => {
    const { browser } = await register(app);
    const upload = await uploadAvatar(browser, await photo().jpeg().toBuffer());
    const response = await fetch(new URL(upload.variants[1]?.url ?? '', app.baseUrl));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/webp');
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect((await response.arrayBuffer()).byteLength).toBe(upload.variants[1]?.bytes);
    expect(await storedKeys(app)).toHaveLength(3);
    await browser.call(userEndpoints.removeAvatar);
    expect(await storedKeys(app)).toEqual([]);
  });

  it('points at the CDN where one is configured', async () => {
    const withCdn = await startApp({ ...settings(), S3_PUBLIC_URL: 'https://cdn.example/pixelboxx/' });
    const { browser } = await register(withCdn);
    await uploadAvatar(browser, await photo().jpeg().toBuffer());
    const { avatarUrl } = await browser.call(authEndpoints.me);
    expect(avatarUrl).toMatch(/^https:\/\/cdn\.example\/pixelboxx\/public\/[0-9a-f]{64}\/256\.webp$/);
    await browser.call(userEndpoints.removeAvatar);
    await withCdn.stop();
  });

  it('answers 503 while the store is away, leaves no row behind, and signs people in all the same', async () => {
    const { browser, credentials } = await register(app);
    await s3.close();
    const reply = await postAvatar(browser, await photo().jpeg().toBuffer());
    expect(await errorOf(reply)).toMatchObject({ status: 503, code: 'SERVICE_UNAVAILABLE' });
    expect(await app.prisma.upload.count()).toBe(0);
    const { username, password } = credentials;
    expect(
      (await app.browser().call(authEndpoints.login, { body: { identifier: username, password } })).avatarUrl,
    ).toBeNull();

    await expect(app.app.get(UploadsSweeper).sweep({ dryRun: false })).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
  });
});
