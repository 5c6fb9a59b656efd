import { authEndpoints, userEndpoints } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { UploadsSweeper } from '../../../src/uploads/sweep/sweeper.service.ts';
import { useS3 } from '../../support/network/s3-server.ts';
import { useApp } from '../../support/use-app.ts';
import { startApp } from '../../support/app.ts';
import { register } from '../../support/clients/users.ts';
import { photo } from '../../support/uploads/images.ts';
import { errorOf, postAvatar, storedKeys, uploadAvatar } from '../../support/uploads/uploading.ts';

const s3 = useS3();
const app = useApp(s3.settings);

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
    const withCdn = await startApp({ ...s3.settings(), S3_PUBLIC_URL: 'https://cdn.example/pixelboxx/' });
    const { browser } = await register(withCdn);
    await uploadAvatar(browser, await photo().jpeg().toBuffer());
    const { avatarUrl } = await browser.call(authEndpoints.me);
    expect(avatarUrl).toMatch(/^https:\/\/cdn\.example\/pixelboxx\/public\/[0-9a-f]{64}\/256\.webp$/);
    await browser.call(userEndpoints.removeAvatar);
    await withCdn.stop();
  });

  it('responds 503 to uploads while the store is unavailable, leaves no row, and still signs users in', async () => {
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
