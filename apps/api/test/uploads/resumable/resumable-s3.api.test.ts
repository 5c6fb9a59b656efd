import { uploadEndpoints } from '@pixelboxx/shared';
import { beforeAll, describe, expect, it } from 'vitest';
import { UploadsSweeper } from '../../../src/uploads/sweep/sweeper.service.ts';
import { useS3 } from '../../support/network/s3-server.ts';
import { useApp, useTwin } from '../../support/use-app.ts';
import type { Browser } from '../../support/clients/browser.ts';
import { failureOf } from '../../support/failures.ts';
import { register } from '../../support/clients/users.ts';
import { photo } from '../../support/uploads/images.ts';
import { storedKeys } from '../../support/uploads/uploading.ts';
import { begun, giveUp, idIn, offsetOf, send, uploadIn } from '../../support/uploads/resuming.ts';

const s3 = useS3();
const app = useApp(s3.settings);
const twin = useTwin(app, s3.settings);
let image: Buffer;

beforeAll(async () => {
  image = await photo().jpeg().toBuffer();
});

/** The same user, whose requests come to the other replica. */
function atTwin(browser: Browser): Browser {
  const other = twin.browser();
  for (const [name, value] of browser.cookies) other.cookies.set(name, value);
  return other;
}

const keysOf = async (url: string) => (await storedKeys(app)).filter((key) => key.includes(idIn(url)));

describe('resumable uploads with an S3 store', () => {
  it('accept their parts through any replica', async () => {
    const { browser } = await register(app);
    const other = atTwin(browser);
    const url = await begun(browser, image.length);
    await send(browser, url, 0, image.subarray(0, 5_000));
    expect(await offsetOf(other, url)).toBe(5_000);
    await send(other, url, 5_000, image.subarray(5_000, 6_000));
    expect(await keysOf(url)).toEqual([`quarantine/${idIn(url)}/000000000000`, `quarantine/${idIn(url)}/000000005000`]);
    const upload = await uploadIn(await send(browser, url, 6_000, image.subarray(6_000)));
    expect(upload).toMatchObject({ width: 640, height: 480 });
    expect(await keysOf(url)).toEqual([]);
    expect((await other.call(uploadEndpoints.get, { params: { id: upload.id } })).id).toBe(upload.id);
  });

  it('become one picture if both replicas get the last part', async () => {
    const { browser, user } = await register(app);
    const url = await begun(browser, image.length);
    await send(browser, url, 0, image.subarray(0, 5_000));
    const responses = await Promise.all(
      [browser, atTwin(browser)].map((at) => send(at, url, 5_000, image.subarray(5_000))),
    );
    const uploads = await Promise.all(responses.filter(({ status }) => status === 200).map(uploadIn));
    expect(uploads.length).toBeGreaterThan(0);
    expect(new Set(uploads.map(({ id }) => id)).size).toBe(1);
    expect(await app.prisma.upload.count({ where: { userId: user.id } })).toBe(1);
  });

  it('cannot be fetched while they are in quarantine, and are removed when cancelled or swept', async () => {
    const { browser } = await register(app);
    const [given, expired] = [await begun(browser, image.length), await begun(browser, image.length)];
    for (const url of [given, expired]) await send(browser, url, 0, image.subarray(0, 5_000));
    const [key = ''] = await keysOf(given);
    expect((await browser.fetch(`/files/${key}`)).status).toBe(404);
    await giveUp(browser, given);
    expect(await keysOf(given)).toEqual([]);
    await app.prisma.resumableUpload.update({ where: { id: idIn(expired) }, data: { expiresAt: new Date(0) } });
    expect(await app.app.get(UploadsSweeper).sweep({ dryRun: false })).toMatchObject({ unfinishedFiles: 1 });
    expect(await keysOf(expired)).toEqual([]);
  });

  it('wait while the store is unavailable', async () => {
    const { browser } = await register(app);
    const url = await begun(browser, image.length);
    await s3.close();
    const response = await send(browser, url, 0, image);
    expect(response.status).toBe(503);
    expect((await failureOf(response)).code).toBe('SERVICE_UNAVAILABLE');
  });
});
