import { formerResumableUploadsPath, resumableUploadsPath, uploadEndpoints } from '@pixelboxx/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../../support/app.ts';
import { failureOf } from '../../support/failures.ts';
import { type Person, register } from '../../support/clients/users.ts';
import { photo } from '../imaging/images.ts';
import { storedKeys } from '../support/uploading.ts';
import { ask, begin, begun, giveUp, idIn, offsetOf, quarantined, resume, send, uploadIn } from './resuming.ts';

let app: RunningApp;
let person: Person;
let picture: Buffer;

beforeAll(async () => {
  app = await startApp();
  person = await register(app);
  picture = await photo().jpeg().toBuffer();
});

afterAll(() => app.stop());

describe('an upload in parts', () => {
  it('becomes a picture like any other', async () => {
    const upload = await resume(person.browser, picture, { chunkSize: 10_000 });
    expect(upload).toMatchObject({ kind: 'IMAGE', status: 'READY', visibility: 'PUBLIC', width: 640, height: 480 });
    expect(await person.browser.call(uploadEndpoints.get, { params: { id: upload.id } })).toEqual(upload);
    expect(quarantined(app)).toEqual([]);
  });

  it('may be begun and sent at the path of the releases before', async () => {
    const { browser } = await register(app);
    const former = (path: string) => path.replace(resumableUploadsPath, formerResumableUploadsPath);
    const created = await begin(browser, picture.length, {}, formerResumableUploadsPath);
    const address = created.headers.get('location') ?? '';
    expect(address).toMatch(/^\/v1\/resumable-uploads\/[0-9a-f-]{36}$/);
    expect((await send(browser, former(address), 0, picture.subarray(0, 1000))).status).toBe(204);
    expect(await offsetOf(browser, former(address))).toBe(1000);
    const last = await send(browser, former(address), 1000, picture.subarray(1000));
    expect(await uploadIn(last)).toMatchObject({ status: 'READY', width: 640, height: 480 });
    expect((await giveUp(browser, former(address))).status).toBe(204);
  });

  it('may come in one part, and with the request that begins it', async () => {
    const inOne = await resume(person.browser, picture);
    const atOnce = await resume(person.browser, picture, { uploadDataDuringCreation: true });
    expect(inOne.variants.map(({ name }) => name)).toEqual(atOnce.variants.map(({ name }) => name));
    expect(inOne.id).not.toBe(atOnce.id);
  });

  it('is private unless it says otherwise', async () => {
    expect((await resume(person.browser, picture, { metadata: {} })).visibility).toBe('PRIVATE');
    const response = await begin(person.browser, 10, { 'upload-metadata': `visibility ${btoa('everyone')}` });
    const { code, details } = await failureOf(response);
    expect(code).toBe('VALIDATION_ERROR');
    expect(details.fields).toHaveProperty('visibility');
  });

  it('tells where it stands and when it ends, and takes every byte of it once', async () => {
    const { browser } = person;
    const created = await begin(browser, picture.length);
    expect(created.status).toBe(201);
    expect(created.headers.get('tus-resumable')).toBe('1.0.0');
    const address = created.headers.get('location') ?? '';
    expect(address).toMatch(/^\/v1\/resumable-uploads\/[0-9a-f-]{36}$/);
    const endsInMs = Date.parse(created.headers.get('upload-expires') ?? '') - Date.now();
    expect(Math.abs(endsInMs - 86_400_000)).toBeLessThan(60_000);

    const first = await send(browser, address, 0, picture.subarray(0, 1000));
    expect([first.status, first.headers.get('upload-offset'), await first.text()]).toEqual([204, '1000', '']);
    const asked = await ask(browser, address);
    expect(asked.headers.get('upload-offset')).toBe('1000');
    expect(asked.headers.get('upload-length')).toBe(String(picture.length));
    expect(asked.headers.get('cache-control')).toBe('no-store');
    const last = await send(browser, address, 1000, picture.subarray(1000));
    expect(last.status).toBe(200);
    expect(last.headers.get('upload-offset')).toBe(String(picture.length));
    const upload = await uploadIn(last);
    expect(last.headers.get('content-location')).toBe(`/v1/uploads/${upload.id}`);
    expect(last.headers.get('x-request-id')).toBeTruthy();
  });

  it('gives the same answer again to a client that did not hear the last one, and is one picture', async () => {
    const { browser, user } = await register(app);
    const address = await begun(browser, picture.length);
    const upload = await uploadIn(await send(browser, address, 0, picture));
    const asked = await ask(browser, address);
    expect(asked.headers.get('upload-offset')).toBe(String(picture.length));
    expect(asked.headers.get('content-location')).toBe(`/v1/uploads/${upload.id}`);
    const again = await send(browser, address, picture.length, Buffer.alloc(0));
    expect([again.status, await uploadIn(again)]).toEqual([200, upload]);
    const seen = await browser.fetch(address);
    expect(await seen.json()).toMatchObject({ data: { offset: picture.length, length: picture.length, upload } });
    expect(await app.prisma.upload.count({ where: { userId: user.id } })).toBe(1);
  });

  it('refuses for a finished file what was never a part of it', async () => {
    const address = await begun(person.browser, picture.length);
    const upload = await uploadIn(await send(person.browser, address, 0, picture));
    for (const [offset, bytes] of [
      [picture.length + 1, Buffer.alloc(0)],
      [picture.length, Buffer.alloc(1)],
      [0, picture.subarray(0, 1000)],
    ] as const) {
      const refused = await send(person.browser, address, offset, bytes);
      expect([refused.status, await refused.json()]).toMatchObject([
        409,
        { error: { code: 'UPLOAD_OFFSET_CONFLICT' } },
      ]);
    }
    const lastPart = await send(person.browser, address, 1000, picture.subarray(1000));
    expect([lastPart.status, await uploadIn(lastPart)]).toEqual([200, upload]);
  });

  it('can be given up, with every byte of it', async () => {
    const address = await begun(person.browser, picture.length);
    await send(person.browser, address, 0, picture.subarray(0, 1000));
    expect(quarantined(app)).toEqual([idIn(address)]);
    expect((await giveUp(person.browser, address)).status).toBe(204);
    expect(quarantined(app)).toEqual([]);
    expect((await ask(person.browser, address)).status).toBe(404);
    expect((await giveUp(person.browser, address)).status).toBe(404);
    expect((await send(person.browser, address, 1000, picture.subarray(1000))).status).toBe(404);
  });

  it('leaves its picture alone when it is given up afterwards', async () => {
    const address = await begun(person.browser, picture.length);
    const { id } = await uploadIn(await send(person.browser, address, 0, picture));
    expect((await giveUp(person.browser, address)).status).toBe(204);
    expect((await person.browser.call(uploadEndpoints.get, { params: { id } })).status).toBe('READY');
  });

  it('is nobody else’s business: to others it is not there', async () => {
    const address = await begun(person.browser, picture.length);
    await send(person.browser, address, 0, picture.subarray(0, 1000));
    const other = (await register(app)).browser;
    const [asked, sent, given] = await Promise.all([
      other.fetch(address),
      send(other, address, 1000, picture.subarray(1000)),
      giveUp(other, address),
    ]);
    for (const response of [asked, sent, given]) {
      expect((await failureOf(response)).code).toBe('NOT_FOUND');
    }
    expect(await offsetOf(person.browser, address)).toBe(1000);
    await giveUp(person.browser, address);
  });

  it('cannot be fetched while it lies in quarantine', async () => {
    const address = await begun(person.browser, picture.length);
    await send(person.browser, address, 0, picture.subarray(0, 1000));
    const id = idIn(address);
    for (const path of [`quarantine/${id}`, `../quarantine/${id}`, `private/../../quarantine/${id}`, id]) {
      expect((await person.browser.fetch(`/files/${path}`)).status).toBe(404);
    }
    expect(await storedKeys(app)).not.toContainEqual(expect.stringContaining('quarantine'));
    await giveUp(person.browser, address);
  });
});
