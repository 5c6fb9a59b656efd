import { formerResumableUploadsPath, resumableUploadsPath, uploadEndpoints } from '@pixelboxx/shared';
import { beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../../support/use-app.ts';
import { failureOf } from '../../support/failures.ts';
import { type TestUser, register } from '../../support/clients/users.ts';
import { photo } from '../../support/uploads/images.ts';
import { storedKeys } from '../../support/uploads/uploading.ts';
import {
  ask,
  begin,
  begun,
  giveUp,
  idIn,
  offsetOf,
  quarantined,
  resume,
  send,
  uploadIn,
} from '../../support/uploads/resuming.ts';

let account: TestUser;
let image: Buffer;

const app = useApp();

beforeAll(async () => {
  account = await register(app);
  image = await photo().jpeg().toBuffer();
});

describe('a resumable upload', () => {
  it('becomes a picture like any other', async () => {
    const upload = await resume(account.browser, image, { chunkSize: 10_000 });
    expect(upload).toMatchObject({ kind: 'IMAGE', status: 'READY', visibility: 'PUBLIC', width: 640, height: 480 });
    expect(await account.browser.call(uploadEndpoints.get, { params: { id: upload.id } })).toEqual(upload);
    expect(quarantined(app)).toEqual([]);
  });

  it('works at the former path, too', async () => {
    const { browser } = await register(app);
    const former = (path: string) => path.replace(resumableUploadsPath, formerResumableUploadsPath);
    const created = await begin(browser, image.length, {}, formerResumableUploadsPath);
    const url = created.headers.get('location') ?? '';
    expect(url).toMatch(/^\/v1\/resumable-uploads\/[0-9a-f-]{36}$/);
    expect((await send(browser, former(url), 0, image.subarray(0, 1000))).status).toBe(204);
    expect(await offsetOf(browser, former(url))).toBe(1000);
    const last = await send(browser, former(url), 1000, image.subarray(1000));
    expect(await uploadIn(last)).toMatchObject({ status: 'READY', width: 640, height: 480 });
    expect((await giveUp(browser, former(url))).status).toBe(204);
  });

  it('may be sent in one part, or with the request that creates it', async () => {
    const inOne = await resume(account.browser, image);
    const withCreation = await resume(account.browser, image, { uploadDataDuringCreation: true });
    expect(inOne.variants.map(({ name }) => name)).toEqual(withCreation.variants.map(({ name }) => name));
    expect(inOne.id).not.toBe(withCreation.id);
  });

  it('is private unless its metadata says otherwise', async () => {
    expect((await resume(account.browser, image, { metadata: {} })).visibility).toBe('PRIVATE');
    const response = await begin(account.browser, 10, { 'upload-metadata': `visibility ${btoa('everyone')}` });
    const { code, details } = await failureOf(response);
    expect(code).toBe('VALIDATION_ERROR');
    expect(details.fields).toHaveProperty('visibility');
  });

  it('reports its offset and its expiry, and accepts each byte once', async () => {
    const { browser } = account;
    const created = await begin(browser, image.length);
    expect(created.status).toBe(201);
    expect(created.headers.get('tus-resumable')).toBe('1.0.0');
    const url = created.headers.get('location') ?? '';
    expect(url).toMatch(/^\/v1\/resumable-uploads\/[0-9a-f-]{36}$/);
    const endsInMs = Date.parse(created.headers.get('upload-expires') ?? '') - Date.now();
    expect(Math.abs(endsInMs - 86_400_000)).toBeLessThan(60_000);

    const first = await send(browser, url, 0, image.subarray(0, 1000));
    expect([first.status, first.headers.get('upload-offset'), await first.text()]).toEqual([204, '1000', '']);
    const asked = await ask(browser, url);
    expect(asked.headers.get('upload-offset')).toBe('1000');
    expect(asked.headers.get('upload-length')).toBe(String(image.length));
    expect(asked.headers.get('cache-control')).toBe('no-store');
    const last = await send(browser, url, 1000, image.subarray(1000));
    expect(last.status).toBe(200);
    expect(last.headers.get('upload-offset')).toBe(String(image.length));
    const upload = await uploadIn(last);
    expect(last.headers.get('content-location')).toBe(`/v1/uploads/${upload.id}`);
    expect(last.headers.get('x-request-id')).toBeTruthy();
  });

  it('repeats its last response to a client that missed it, and is one picture', async () => {
    const { browser, user } = await register(app);
    const url = await begun(browser, image.length);
    const upload = await uploadIn(await send(browser, url, 0, image));
    const asked = await ask(browser, url);
    expect(asked.headers.get('upload-offset')).toBe(String(image.length));
    expect(asked.headers.get('content-location')).toBe(`/v1/uploads/${upload.id}`);
    const again = await send(browser, url, image.length, Buffer.alloc(0));
    expect([again.status, await uploadIn(again)]).toEqual([200, upload]);
    const seen = await browser.fetch(url);
    expect(await seen.json()).toMatchObject({ data: { offset: image.length, length: image.length, upload } });
    expect(await app.prisma.upload.count({ where: { userId: user.id } })).toBe(1);
  });

  it('refuses other bytes after it is complete', async () => {
    const url = await begun(account.browser, image.length);
    const upload = await uploadIn(await send(account.browser, url, 0, image));
    for (const [offset, bytes] of [
      [image.length + 1, Buffer.alloc(0)],
      [image.length, Buffer.alloc(1)],
      [0, image.subarray(0, 1000)],
    ] as const) {
      const refused = await send(account.browser, url, offset, bytes);
      expect([refused.status, await refused.json()]).toMatchObject([
        409,
        { error: { code: 'UPLOAD_OFFSET_CONFLICT' } },
      ]);
    }
    const lastPart = await send(account.browser, url, 1000, image.subarray(1000));
    expect([lastPart.status, await uploadIn(lastPart)]).toEqual([200, upload]);
  });

  it('can be cancelled, which deletes all its bytes', async () => {
    const url = await begun(account.browser, image.length);
    await send(account.browser, url, 0, image.subarray(0, 1000));
    expect(quarantined(app)).toEqual([idIn(url)]);
    expect((await giveUp(account.browser, url)).status).toBe(204);
    expect(quarantined(app)).toEqual([]);
    expect((await ask(account.browser, url)).status).toBe(404);
    expect((await giveUp(account.browser, url)).status).toBe(404);
    expect((await send(account.browser, url, 1000, image.subarray(1000))).status).toBe(404);
  });

  it('keeps its picture if it is cancelled after its completion', async () => {
    const url = await begun(account.browser, image.length);
    const { id } = await uploadIn(await send(account.browser, url, 0, image));
    expect((await giveUp(account.browser, url)).status).toBe(204);
    expect((await account.browser.call(uploadEndpoints.get, { params: { id } })).status).toBe('READY');
  });

  it('is not found by other users', async () => {
    const url = await begun(account.browser, image.length);
    await send(account.browser, url, 0, image.subarray(0, 1000));
    const other = (await register(app)).browser;
    const [asked, sent, given] = await Promise.all([
      other.fetch(url),
      send(other, url, 1000, image.subarray(1000)),
      giveUp(other, url),
    ]);
    for (const response of [asked, sent, given]) {
      expect((await failureOf(response)).code).toBe('NOT_FOUND');
    }
    expect(await offsetOf(account.browser, url)).toBe(1000);
    await giveUp(account.browser, url);
  });

  it('cannot be fetched while it lies in quarantine', async () => {
    const url = await begun(account.browser, image.length);
    await send(account.browser, url, 0, image.subarray(0, 1000));
    const id = idIn(url);
    for (const path of [`quarantine/${id}`, `../quarantine/${id}`, `private/../../quarantine/${id}`, id]) {
      expect((await account.browser.fetch(`/files/${path}`)).status).toBe(404);
    }
    expect(await storedKeys(app)).not.toContainEqual(expect.stringContaining('quarantine'));
    await giveUp(account.browser, url);
  });
});
