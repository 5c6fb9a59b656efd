import { pollUntil } from '@pixelboxx/config/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uploadEndpoints } from '@pixelboxx/shared';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../../support/clients/browser.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { register } from '../../support/clients/users.ts';
import { ApiProcess } from '../../support/programs/api-process.ts';
import { boundary, openUpload } from '../../support/uploads/raw-request.ts';
import { avatarPath, filesIn } from '../../support/uploads/uploading.ts';

let database: TestDatabase;
let dataDir: string;
let api: ApiProcess;
let browser: Browser;

/** In a process of its own, as it is the process that must not end. */
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'pixelboxx-broken-'));
  database = await createTestDatabase();
  api = await ApiProcess.start({ DATABASE_URL: database.url, DATA_DIR: dataDir, UPLOAD_MAX_BYTES: '100000' });
  ({ browser } = await register({ browser: () => new Browser(api.baseUrl) }));
});

afterAll(async () => {
  await api.stop();
  await database.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Part {
  readonly headers: string;
  readonly content: Buffer;
}

/** A complete body; what it is cut to is another matter. */
function bodyOf(parts: readonly Part[]): Buffer {
  const pieces = parts.flatMap(({ headers, content }) => [
    Buffer.from(`--${boundary}\r\n${headers}\r\n\r\n`),
    content,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}

/** Sends the bytes as the whole body of a request, in pieces of the given size, the first together with the head. */
async function sendBody(path: string, body: Buffer, pieceBytes: number): Promise<number> {
  const headers = { 'content-length': String(body.length), connection: 'close' };
  const request = openUpload(browser, headers, path, body.subarray(0, pieceBytes));
  for (let start = pieceBytes; start < body.length; start += pieceBytes) {
    request.socket.write(body.subarray(start, start + pieceBytes));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const response = await request.closed;
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(response)?.[1]);
}

async function expectLife(): Promise<void> {
  expect(api.isRunning).toBe(true);
  expect((await fetch(`${api.baseUrl}/v1/health/live`)).status).toBe(200);
  await pollUntil('no file is on its way in', () => filesIn(join(dataDir, 'incoming')).length === 0);
}

/** Where each of these stands, in bytes. */
function placesOf(body: Buffer, mark: string): number[] {
  const found: number[] = [];
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + 1)) found.push(at);
  return found;
}

const named = (name: string, filename?: string) =>
  `content-disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}`;

const part: fc.Arbitrary<Part> = fc.record({
  headers: fc.oneof(
    fc
      .tuple(fc.constantFrom('file', 'x', 'visibility', ''), fc.constantFrom(undefined, 'a.png', ''))
      .map(([name, filename]) => named(name, filename)),
    fc.constantFrom('content-disposition: attachment', 'content-type: image/png', 'x', ''),
  ),
  content: fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
});

describe('the api, given a broken multipart body,', () => {
  it.each([
    ['no name', 'content-disposition: form-data'],
    ['no name but a file name', 'content-disposition: form-data; filename="a.png"'],
    ['an empty name', 'content-disposition: form-data; name=""'],
    ['a disposition of another kind', 'content-disposition: attachment; name="file"'],
    ['no disposition', 'content-type: image/png'],
  ])('[A1] responds 400 to a part with %s, and keeps running', async (_, headers) => {
    for (const path of [avatarPath, uploadEndpoints.image.path]) {
      expect(await sendBody(path, bodyOf([{ headers, content: Buffer.from('x') }]), 1000)).toBe(400);
    }
    await expectLife();
  });

  it('[A1] responds 400 to a refused part without an end, and keeps running', async () => {
    const whole = bodyOf([{ headers: named('x', 'a.png'), content: Buffer.alloc(200, 0x61) }]);
    const endless = whole.subarray(0, whole.indexOf(`\r\n--${boundary}--`));
    // More than once: it ended the process where all of the body was there before the first read.
    for (let round = 0; round < 20; round += 1) expect(await sendBody(avatarPath, endless, 10_000)).toBe(400);
    await expectLife();
  });

  it('[A1] responds 4xx to any parts in any pieces, cut anywhere, and keeps running', async () => {
    const paths = fc.constantFrom(avatarPath, uploadEndpoints.image.path);
    const request = fc.record({
      path: paths,
      parts: fc.array(part, { minLength: 1, maxLength: 4 }),
      keep: fc.double({ min: 0, max: 1, noNaN: true }),
      pieceBytes: fc.oneof(fc.integer({ min: 64, max: 4000 }), fc.constant(20_000)),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ path, parts, keep, pieceBytes }) => {
        const body = bodyOf(parts);
        const status = await sendBody(path, body.subarray(0, Math.max(1, Math.round(body.length * keep))), pieceBytes);
        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 300, seed: 20_261_128 },
    );
    await expectLife();
  });

  it('[A1] responds 4xx to a form that is cut, lacks a byte or ends twice at any of its boundaries, and keeps running', async () => {
    const body = bodyOf([
      { headers: named('visibility'), content: Buffer.from('private') },
      { headers: named('file', 'a.png'), content: Buffer.alloc(40, 0x61) },
    ]);
    const end = Buffer.from(`\r\n--${boundary}--\r\n`);
    const marks = ['\r\n', '--', boundary, ';', '=', '"'].flatMap((mark) => placesOf(body, mark));
    for (const at of new Set(marks)) {
      for (const broken of [
        body.subarray(0, at),
        Buffer.concat([body.subarray(0, at), body.subarray(at + 1)]),
        Buffer.concat([body.subarray(0, at), end, body.subarray(at)]),
      ]) {
        const status = await sendBody(uploadEndpoints.image.path, broken, 10_000);
        expect(status, `at byte ${at}`).toBeGreaterThanOrEqual(400);
        expect(status, `at byte ${at}`).toBeLessThan(500);
      }
    }
    await expectLife();
  });

  it('[A1] keeps running when clients disconnect at any byte of a refused part', async () => {
    const body = bodyOf([
      { headers: named('x', 'a.png'), content: Buffer.alloc(2000, 0x61) },
      { headers: named('file', 'b.png'), content: Buffer.alloc(2000, 0x61) },
    ]);
    const hangUp = async (at: number): Promise<void> => {
      const request = openUpload(browser, { 'content-length': String(body.length) });
      request.socket.end(body.subarray(0, at));
      await request.closed;
    };
    for (let at = 0; at < body.length; at += 400) {
      await Promise.all(Array.from({ length: 8 }, (_, index) => hangUp(at + index * 50)));
    }
    await expectLife();
  });
});
