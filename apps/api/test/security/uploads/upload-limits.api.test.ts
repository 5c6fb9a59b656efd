import { pollUntil } from '@pixelboxx/config/testing';
import { authEndpoints, uploadEndpoints } from '@pixelboxx/shared';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { PersonalDataService } from '../../../src/users/personal-data.service.ts';
import { StorageQuotaService } from '../../../src/uploads/library/storage-quota.service.ts';
import { useApp, useTwin } from '../../support/use-app.ts';
import { type TestUser, register } from '../../support/clients/users.ts';
import { animatedGif, photo } from '../../support/uploads/images.ts';
import { openUpload, partHead } from '../../support/uploads/raw-request.ts';
import {
  errorOf,
  everythingStored,
  filesIn,
  formOf,
  storedKeys,
  uploadAvatar,
  uploadImage,
} from '../../support/uploads/uploading.ts';

const imagePath = uploadEndpoints.image.path;
const room = { UPLOAD_QUOTA_COUNT: '3', UPLOAD_QUOTA_BYTES: '100000' };
const app = useApp(room);
const twin = useTwin(app, () => ({ DATA_DIR: app.dataDir, ...room }));
let user: TestUser;

beforeEach(async () => {
  user = await register(app);
});

function image(color: string, width = 90): Promise<Buffer> {
  return photo({ width, height: 60 }, color).jpeg().toBuffer();
}

async function post(bytes: Uint8Array, browser = user.browser): Promise<Response> {
  return browser.fetch(imagePath, { method: 'POST', body: formOf(bytes) });
}

function onTwin(): typeof user.browser {
  const copy = twin.browser();
  for (const [name, value] of user.browser.cookies) copy.cookies.set(name, value);
  return copy;
}

const quota = () => user.browser.call(uploadEndpoints.quota);
const rows = () => app.prisma.upload.findMany({ where: { userId: user.user.id, deletedAt: {} } });
const full = { status: 409, code: 'QUOTA_EXCEEDED' };

it.each([
  ['without a session', {}, 401],
  ['from another site', { 'sec-fetch-site': 'cross-site' }, 403],
])('[75] 50 MB %s are refused before they are read, and the connection is closed', async (_who, headers, status) => {
  const stranger = status === 401 ? app.browser() : user.browser;
  const request = openUpload(stranger, { 'content-length': '50000000', ...headers }, imagePath);
  request.socket.write(partHead());
  expect(await request.closed).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*connection: close`, 'i'));
});

it('[82, 84] many slow uploads of one user do not take the places of others', async () => {
  const other = await register(app);
  const slow = Array.from({ length: 32 }, () => openUpload(user.browser, { 'content-length': '900000' }, imagePath));
  for (const { socket } of slow) socket.write(partHead() + 'x'.repeat(5000));
  await pollUntil('all of them are arriving', () => filesIn(join(app.dataDir, 'incoming')).length === slow.length);
  expect((await post(await image('#044'), other.browser)).status).toBe(201);
  for (const { socket } of slow) socket.destroy();
  await pollUntil('they are gone', () => filesIn(join(app.dataDir, 'incoming')).length === 0);
  expect((await post(await image('#055'))).status).toBe(201);
});

describe('the upload quota', () => {
  it('[85] accepts exactly one of twenty simultaneous uploads with room for one, on two replicas', async () => {
    for (const color of ['#100', '#200']) await uploadImage(user.browser, await image(color));
    const images = await Promise.all(Array.from({ length: 20 }, (_, index) => image(`#${index + 10}f`)));
    const responses = await Promise.all(images.map((bytes, index) => post(bytes, index % 2 ? user.browser : onTwin())));
    expect(responses.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const response of responses.filter(({ status }) => status !== 201)) {
      expect(await errorOf(response)).toMatchObject(full);
    }
    expect(await quota()).toMatchObject({ usedCount: 3, maxCount: 3 });
    expect(await rows()).toHaveLength(3);
    expect(new Set((await storedKeys(app)).filter((key) => key.startsWith('private/'))).size).toBeGreaterThanOrEqual(3);
  });

  it('[85] is also reported in bytes, and counts every stored byte', async () => {
    const { bytes } = await uploadImage(user.browser, await image('#345', 400));
    expect(await quota()).toEqual({ usedBytes: bytes, maxBytes: 100_000, usedCount: 1, maxCount: 3 });
    const large = await photo({ width: 2000, height: 1500 }, '#678').jpeg().toBuffer();
    expect(await errorOf(await post(large))).toMatchObject(full);
    expect((await quota()).usedBytes).toBe(bytes);
    expect(await rows()).toHaveLength(1);
  });

  it('[85] is released once when an upload is deleted', async () => {
    const uploads = [];
    for (const color of ['#400', '#500', '#600']) uploads.push(await uploadImage(user.browser, await image(color)));
    expect(await errorOf(await post(await image('#700')))).toMatchObject(full);
    const params = { id: uploads[0]?.id ?? '' };
    const remove = () => user.browser.fetch(`/v1/uploads/${params.id}`, { method: 'DELETE' });
    await Promise.all(Array.from({ length: 10 }, remove));
    expect((await quota()).usedCount).toBe(2);
    expect((await post(await image('#700'))).status).toBe(201);
    expect(await errorOf(await post(await image('#800')))).toMatchObject(full);
  });

  it('[86] does not refuse a retry of the upload that used the last of it', async () => {
    for (const color of ['#911', '#922']) await uploadImage(user.browser, await image(color));
    const last = await image('#933');
    const headers = { 'idempotency-key': 'the last one' };
    const send = () => user.browser.fetch(imagePath, { method: 'POST', body: formOf(last), headers });
    const first = await send();
    expect(first.status).toBe(201);
    expect(await (await send()).json()).toEqual(await first.json());
    expect((await quota()).usedCount).toBe(3);
  });

  it('refuses an upload over it before the body is read', async () => {
    for (const color of ['#900', '#a00', '#b00']) await uploadImage(user.browser, await image(color));
    const request = openUpload(user.browser, { 'content-length': '900000' }, imagePath);
    request.socket.write(partHead());
    expect(await request.closed).toMatch(/^HTTP\/1\.1 409 [^]*connection: close[^]*QUOTA_EXCEEDED/i);
  });

  it('counts unfinished uploads, for an hour at most', async () => {
    const { id } = await uploadImage(user.browser, await image('#c00'));
    await app.prisma.upload.update({ where: { id }, data: { status: 'PENDING' } });
    expect((await quota()).usedCount).toBe(1);
    await app.prisma.upload.update({ where: { id }, data: { createdAt: new Date(Date.now() - 3_601_000) } });
    expect((await quota()).usedCount).toBe(0);
  });

  it('does not count avatars', async () => {
    await uploadAvatar(user.browser, await image('#d00', 300));
    expect(await quota()).toMatchObject({ usedBytes: 0, usedCount: 0 });
  });

  it('applies to other features that create images', async () => {
    const storageQuota = app.app.get(StorageQuotaService);
    await expect(storageQuota.assertRoom(user.user.id)).resolves.toBeUndefined();
    for (const color of ['#e01', '#e02', '#e03']) await uploadImage(user.browser, await image(color));
    await expect(storageQuota.assertRoom(user.user.id)).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
  });
});

describe('the content of a stored image', () => {
  it('[79] is only pixels, in every variant and every frame', async () => {
    const jpeg = await photo({ width: 900, height: 600 }, '#135')
      .withExif({ IFD0: { Copyright: 'CANARY' }, IFD3: { GPSLatitude: '51/1 30/1 0/1', GPSLatitudeRef: 'N' } })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">CANARY</x:xmpmeta>')
      .jpeg({ quality: 30 })
      .toBuffer();
    const gif = await animatedGif(3);
    const commented = Buffer.concat([gif.subarray(0, -1), Buffer.from('!\xfe\x06CANARY\0;', 'latin1')]);
    for (const file of [Buffer.concat([jpeg, Buffer.from('CANARY')]), commented]) {
      expect(file.includes('CANARY')).toBe(true);
      const { variants } = await uploadImage(user.browser, file);
      for (const { url } of variants) {
        const body = Buffer.from(await (await fetch(new URL(url ?? '', app.baseUrl))).arrayBuffer());
        for (const trace of ['CANARY', 'EXIF', 'XMP ', 'ICCP']) expect(body.includes(trace, 0, 'latin1')).toBe(false);
      }
    }
  });
});

describe('deleting an account', () => {
  it('[85] removes all its rows, bytes and quota', async () => {
    const before = await everythingStored(app);
    const leaver = await register(app);
    await uploadAvatar(leaver.browser, await image('#f00', 200));
    await uploadImage(leaver.browser, await image('#f01'));
    await uploadImage(leaver.browser, await image('#f02'), 'public');
    expect(await everythingStored(app)).not.toEqual(before);
    await app.app.get(PersonalDataService).purge(leaver.user.id);
    expect(await everythingStored(app)).toEqual(before);
    expect((await leaver.browser.call(authEndpoints.me)).username).toBe(leaver.user.username);
  });
});
