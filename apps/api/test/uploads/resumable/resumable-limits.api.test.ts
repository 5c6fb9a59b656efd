import { pollUntil } from '@pixelboxx/config/testing';
import { resumableUploadsPath, tusContentType, uploadEndpoints } from '@pixelboxx/shared';
import { randomUUID } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PartialUploads } from '../../../src/platform/storage/partial-uploads.ts';
import { ReceivingPlaces } from '../../../src/uploads/intake/index.ts';
import { UploadsSweeper } from '../../../src/uploads/sweep/sweeper.service.ts';
import { PersonalDataService } from '../../../src/users/personal-data.service.ts';
import { useApp, useTwin } from '../../support/use-app.ts';
import { failureOf } from '../../support/failures.ts';
import { type TestUser, register } from '../../support/clients/users.ts';
import { cut, photo } from '../../support/uploads/images.ts';
import { openUpload } from '../../support/uploads/raw-request.ts';
import { storedKeys } from '../../support/uploads/uploading.ts';
import { ask, begin, begun, failureIn, giveUp, idIn } from '../../support/uploads/resuming.ts';
import { offsetOf, quarantined, resume, send } from '../../support/uploads/resuming.ts';

const maxBytes = 500_000;
let account: TestUser;
let image: Buffer;

const app = useApp({ UPLOAD_MAX_BYTES: String(maxBytes), UPLOAD_QUOTA_COUNT: '2' });
/** One that gives a slow sender one second. */
const impatient = useTwin(app, () => ({ DATA_DIR: app.dataDir, UPLOAD_MIN_RATE_AFTER_SECONDS: '1' }));

beforeAll(async () => {
  image = await photo().jpeg().toBuffer();
});

beforeEach(async () => {
  account = await register(app);
});

describe('a resumable upload that is not a picture', () => {
  it('is refused like any other upload, also when repeated, and nothing of it is kept', async () => {
    const { browser, user } = account;
    const cases: [bytes: Buffer, code: string, status: number][] = [
      [Buffer.from('<svg onload="alert(1)"/>'), 'UNSUPPORTED_MEDIA_TYPE', 415],
      [cut(image, 0.5), 'INVALID_IMAGE', 422],
    ];
    for (const [bytes, code, status] of cases) {
      const url = await begun(browser, bytes.length);
      const reply = await send(browser, url, 0, bytes);
      expect([reply.status, (await failureOf(reply)).code]).toEqual([status, code]);
      expect(await offsetOf(browser, url)).toBe(bytes.length - 1);
      expect((await failureOf(await send(browser, url, bytes.length - 1, bytes.subarray(-1)))).code).toBe(code);
      const failure = await resume(browser, bytes, { uploadUrl: new URL(url, app.baseUrl).href }).catch(failureIn);
      expect(failure).toEqual({ status, code });
    }
    expect(quarantined(app)).toEqual([]);
    expect(await storedKeys(app)).toEqual([]);
    expect(await app.prisma.upload.count({ where: { userId: user.id } })).toBe(0);
  });

  it('is refused immediately if it is empty', async () => {
    expect((await failureOf(await begin(account.browser, 0))).code).toBe('INVALID_IMAGE');
  });
});

describe('a part that arrives too slowly', () => {
  it('[A2] soon loses its place for receiving, and the received bytes are kept', async () => {
    const { browser } = account;
    const length = 100_000;
    const url = await begun(browser, length);
    const headers = {
      'tus-resumable': '1.0.0',
      'content-type': tusContentType,
      'upload-offset': '0',
      'content-length': String(length),
    };
    const request = openUpload(
      impatient.browser(),
      { ...headers, cookie: browser.cookieHeader() },
      url,
      Buffer.alloc(9),
      'PATCH',
    );
    // Never silent for long, and never fast enough.
    const trickle = setInterval(() => request.socket.write('x'), 50);
    const places = impatient.app.get(ReceivingPlaces, { strict: false });
    await pollUntil('it is arriving', () => places.taken === 1);
    await request.closed;
    clearInterval(trickle);
    await pollUntil('its place is free', () => places.taken === 0);
    expect(await offsetOf(browser, url)).toBeGreaterThanOrEqual(9);
    await giveUp(browser, url);
  });
});

describe('a resumable upload beyond the limits', () => {
  it('is refused before a byte of it is sent', async () => {
    const response = await begin(account.browser, maxBytes + 1);
    expect(response.status).toBe(413);
    expect((await failureOf(response)).code).toBe('PAYLOAD_TOO_LARGE');
    expect(await app.prisma.resumableUpload.count({ where: { userId: account.user.id } })).toBe(0);
  });

  it('is refused if more bytes arrive than announced, with or without a Content-Length', async () => {
    const url = await begun(account.browser, 1000);
    expect((await failureOf(await send(account.browser, url, 0, Buffer.alloc(1001)))).code).toBe('PAYLOAD_TOO_LARGE');
    const chunked = await account.browser.fetch(url, {
      method: 'PATCH',
      headers: { 'tus-resumable': '1.0.0', 'upload-offset': '0', 'content-type': tusContentType },
      body: new Blob([new Uint8Array(5000)]).stream(),
      duplex: 'half',
    });
    expect((await failureOf(chunked)).code).toBe('PAYLOAD_TOO_LARGE');
    expect(await app.app.get(PartialUploads).size(idIn(url))).toBeLessThanOrEqual(1000);
    await giveUp(account.browser, url);
  });

  it('is refused when the gallery is full, both at its creation and at its completion', async () => {
    const { browser } = account;
    const early = await begun(browser, image.length);
    await send(browser, early, 0, image.subarray(0, -1));
    await resume(browser, image);
    const second = await resume(browser, image);
    expect((await failureOf(await begin(browser, image.length))).code).toBe('QUOTA_EXCEEDED');
    const full = await send(browser, early, image.length - 1, image.subarray(-1));
    expect([full.status, (await failureOf(full)).code]).toEqual([409, 'QUOTA_EXCEEDED']);
    // Once there is room, the last byte is enough.
    await browser.call(uploadEndpoints.remove, { params: { id: second.id } });
    expect(await offsetOf(browser, early)).toBe(image.length - 1);
    expect((await send(browser, early, image.length - 1, image.subarray(-1))).status).toBe(200);
  });

  it('is refused when too many are unfinished, also if they are created simultaneously', async () => {
    const { browser } = account;
    const responses = await Promise.all(Array.from({ length: 30 }, () => begin(browser, 1000)));
    const begunAt = responses.flatMap(({ status, headers }) => (status === 201 ? [headers.get('location') ?? ''] : []));
    expect(begunAt).toHaveLength(20);
    const refused = responses.find(({ status }) => status !== 201);
    expect(refused && (await failureOf(refused)).code).toBe('TOO_MANY_UPLOADS');
    await giveUp(browser, begunAt[0] ?? '');
    expect((await begin(browser, 1000)).status).toBe(201);
  });
});

describe('a resumable upload that has expired', () => {
  it('is refused as gone, and the sweeper removes it and partial files without a row', async () => {
    const { browser } = account;
    const url = await begun(browser, image.length);
    await send(browser, url, 0, image.subarray(0, 1000));
    const past = new Date(Date.now() - 1000);
    await app.prisma.resumableUpload.update({ where: { id: idIn(url) }, data: { expiresAt: past } });
    expect((await ask(browser, url)).status).toBe(410);
    const late = await send(browser, url, 1000, image.subarray(1000));
    expect((await failureOf(late)).code).toBe('UPLOAD_EXPIRED');

    // As a crash leaves it: bytes whose row was never written, or is gone.
    const partialUploads = app.app.get(PartialUploads);
    const [old, young] = [randomUUID(), randomUUID()];
    for (const id of [old, young]) await partialUploads.write(id, 0, Readable.from([Buffer.from('nobody’s')]));
    const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
    await utimes(join(app.dataDir, 'quarantine', old), yesterday, yesterday);

    const kept = await begun(browser, image.length);
    await send(browser, kept, 0, image.subarray(0, 1000));
    const sweeper = app.app.get(UploadsSweeper);
    const expired = await app.prisma.resumableUpload.count({ where: { expiresAt: { lt: new Date() } } });
    const unfinished = expired + 1;
    expect((await sweeper.sweep({ dryRun: true })).unfinishedFiles).toBe(unfinished);
    expect(quarantined(app)).toContain(idIn(url));
    expect(await sweeper.sweep({ dryRun: false })).toMatchObject({ unfinishedFiles: unfinished, failures: 0 });
    expect(quarantined(app).sort()).toEqual([idIn(kept), young].sort());
    expect((await ask(browser, url)).status).toBe(404);
    expect(await offsetOf(browser, kept)).toBe(1000);
    await giveUp(browser, kept);
    await partialUploads.remove(young);
  });
});

describe('deleting an account', () => {
  it('leaves nothing in quarantine', async () => {
    const { browser, user } = account;
    const url = await begun(browser, image.length);
    await send(browser, url, 0, image.subarray(0, 1000));
    await app.app.get(PersonalDataService).purge(user.id);
    expect(quarantined(app)).not.toContain(idIn(url));
    expect((await ask(browser, url)).status).toBe(404);
  });
});

describe('the protocol', () => {
  it('is described in the response to OPTIONS, without a session', async () => {
    const options = await fetch(new URL(resumableUploadsPath, app.baseUrl), { method: 'OPTIONS' });
    expect(options.status).toBe(204);
    expect(options.headers.get('tus-version')).toBe('1.0.0');
    expect(options.headers.get('tus-max-size')).toBe(String(maxBytes));
    expect(options.headers.get('tus-extension')?.split(',')).toEqual(
      expect.arrayContaining(['creation', 'expiration', 'termination']),
    );
  });

  it('is open by CORS to the configured web origin, whose scripts may read its headers', async () => {
    const { origin } = new URL('http://localhost:3000');
    const preflight = await fetch(new URL(resumableUploadsPath, app.baseUrl), {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'tus-resumable,upload-offset,content-type',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('upload-offset');
    const created = await begin(account.browser, 1000, { origin });
    expect(created.headers.get('access-control-expose-headers')).toContain('upload-offset');
    expect(created.headers.get('access-control-expose-headers')).toContain('location');
  });

  it('is refused in another version, without any effect', async () => {
    const url = await begun(account.browser, 1000);
    for (const version of ['0.2.2', '']) {
      const headers = { 'tus-resumable': version, 'upload-length': '1000' };
      const created = await account.browser.fetch(resumableUploadsPath, { method: 'POST', headers });
      expect([created.status, created.headers.get('tus-version')]).toEqual([412, '1.0.0']);
      expect((await failureOf(created)).code).toBe('PROTOCOL_VERSION_UNSUPPORTED');
      const sent = await send(account.browser, url, 0, Buffer.alloc(10), { 'tus-resumable': version });
      expect(sent.status).toBe(412);
    }
    expect(await offsetOf(account.browser, url)).toBe(0);
    await giveUp(account.browser, url);
  });

  it.each([
    ['no length', {}],
    ['a length that is none', { 'upload-length': 'many' }],
    ['a negative length', { 'upload-length': '-5' }],
    ['a length that is told later', { 'upload-defer-length': '1' }],
    ['metadata that are none', { 'upload-length': '10', 'upload-metadata': 'visibility %%%' }],
    ['several parts at once', { 'upload-length': '10', 'upload-concat': 'partial' }],
  ])('refuses %s with a specific error', async (_name, headers) => {
    const reply = await account.browser.fetch(resumableUploadsPath, {
      method: 'POST',
      headers: { 'tus-resumable': '1.0.0', ...headers },
    });
    expect([reply.status, (await failureOf(reply)).code]).toEqual([400, 'BAD_REQUEST']);
  });

  it('ignores Idempotency-Key, because it has its own rules for repeated requests', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const responses = [await begin(account.browser, 1000, key), await begin(account.browser, 1000, key)];
    expect(responses.map(({ status }) => status)).toEqual([201, 201]);
    const [url = ''] = responses.map(({ headers }) => headers.get('location') ?? '');
    expect((await send(account.browser, url, 0, Buffer.alloc(10), key)).status).toBe(204);
    expect((await send(account.browser, url, 10, Buffer.alloc(10), key)).status).toBe(204);
    expect(await offsetOf(account.browser, url)).toBe(20);
  });

  it('requires the correct offset and the content type of a part', async () => {
    const url = await begun(account.browser, 1000);
    const misplaced = await send(account.browser, url, 5, Buffer.alloc(10));
    expect([misplaced.status, (await failureOf(misplaced)).code]).toEqual([409, 'UPLOAD_OFFSET_CONFLICT']);
    const untyped = await send(account.browser, url, 0, Buffer.alloc(10), { 'content-type': 'image/png' });
    expect((await failureOf(untyped)).code).toBe('UNSUPPORTED_MEDIA_TYPE');
    const placeless = await account.browser.fetch(url, {
      method: 'PATCH',
      headers: { 'tus-resumable': '1.0.0', 'content-type': tusContentType },
      body: new Uint8Array(10),
    });
    expect((await failureOf(placeless)).code).toBe('BAD_REQUEST');
    expect(await offsetOf(account.browser, url)).toBe(0);
    await giveUp(account.browser, url);
  });

  it('requires a session and refuses other sites', async () => {
    const url = await begun(account.browser, 1000);
    const stranger = app.browser();
    expect((await begin(stranger, 1000)).status).toBe(401);
    expect((await send(stranger, url, 0, Buffer.alloc(10))).status).toBe(401);
    expect((await ask(stranger, url)).status).toBe(401);
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      expect((await failureOf(await begin(account.browser, 1000, headers))).code).toBe('CSRF_REJECTED');
      expect((await failureOf(await send(account.browser, url, 0, Buffer.alloc(9), headers))).code).toBe(
        'CSRF_REJECTED',
      );
    }
    expect(await offsetOf(account.browser, url)).toBe(0);
    await giveUp(account.browser, url);
  });

  it.each([
    `${resumableUploadsPath}/${randomUUID()}`,
    `${resumableUploadsPath}/none`,
    `${resumableUploadsPath}/..%2F..`,
  ])('responds NOT_FOUND at %s', async (url) => {
    expect([400, 404]).toContain((await ask(account.browser, url)).status);
    expect([400, 404]).toContain((await send(account.browser, url, 0, Buffer.alloc(10))).status);
    expect([400, 404]).toContain((await giveUp(account.browser, url)).status);
  });
});
