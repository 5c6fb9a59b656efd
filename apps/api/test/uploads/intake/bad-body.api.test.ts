import { pollUntil, seededRandom } from '@pixelboxx/config/testing';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useApp } from '../../support/use-app.ts';
import { useFruitlessBrowser } from './nothing-stored.ts';
import { boundary, chunk, openUpload, partHead } from '../../support/uploads/raw-request.ts';
import { errorOf, filesIn, postAvatar } from '../../support/uploads/uploading.ts';

const maxBytes = 1_000_000;
const app = useApp({ UPLOAD_MAX_BYTES: String(maxBytes) });
const client = useFruitlessBrowser(app);

describe('a body that is too large', () => {
  const tooLarge = { status: 413, code: 'PAYLOAD_TOO_LARGE' };
  const megabyte = Buffer.alloc(1024 * 1024, 0x61);

  it('[81] is refused by its Content-Length, before any of it is read', async () => {
    const request = openUpload(client.browser, { 'content-length': '30000000' });
    expect(await request.closed).toMatch(/^HTTP\/1\.1 413 [^]*connection: close[^]*PAYLOAD_TOO_LARGE/i);
  });

  it('gets its response to the client even while the client is still sending', async () => {
    for (let round = 0; round < 5; round += 1) {
      expect(await errorOf(await postAvatar(client.browser, Buffer.alloc(30_000_000)))).toMatchObject(tooLarge);
    }
  });

  it('[81] is refused one byte over the limit; a body of exactly the limit is examined', async () => {
    expect(await errorOf(await postAvatar(client.browser, Buffer.alloc(maxBytes + 1)))).toMatchObject(tooLarge);
    expect(await errorOf(await postAvatar(client.browser, Buffer.alloc(maxBytes)))).toMatchObject({ status: 415 });
  });

  it.each([
    ['in a file', partHead()],
    ['in a field', partHead('content-disposition: form-data; name="x"')],
    ['before the first part', ''],
    ['in the head of a part', `--${boundary}\r\ncontent-disposition: `],
    ['as an endless boundary', `--${boundary}`],
  ])('is cut off while it arrives in chunks (%s)', async (_where, start) => {
    const request = openUpload(client.browser, { 'transfer-encoding': 'chunked' });
    request.socket.write(chunk(start || 'preamble'));
    let sent = 0;
    while (!request.socket.destroyed && sent < 200) {
      sent += 1;
      if (!request.socket.write(chunk(megabyte))) {
        await Promise.race([new Promise((resolve) => request.socket.once('drain', resolve)), request.closed]);
      }
    }
    // The refusal has to arrive, so the rest is read and thrown away: 64 MiB of it, and what sockets hold, at the most.
    expect(sent).toBeLessThan(100);
    expect(await request.closed).toMatch(
      /^(HTTP\/1\.1 (413|400) [^]*"code":"(PAYLOAD_TOO_LARGE|BAD_REQUEST|VALIDATION_ERROR)"[^]*)?$/,
    );
  });

  it.each([
    ['without a session', {}, 401],
    ['from another site', { 'sec-fetch-site': 'cross-site' }, 403],
  ])('[75] is refused %s before it is read, and the connection is closed', async (_who, headers, status) => {
    const stranger = status === 401 ? app.browser() : client.browser;
    const request = openUpload(stranger, { 'content-length': '50000000', ...headers });
    request.socket.write(partHead());
    expect(await request.closed).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*connection: close`, 'i'));
  });
});

describe('a client that does not finish', () => {
  it('[82] leaves no files when it disconnects halfway, even many times', async () => {
    const file = Buffer.alloc(200_000, 0x61);
    const random = seededRandom();
    const leave = async (): Promise<void> => {
      const request = openUpload(client.browser, { 'content-length': '500000' });
      request.socket.write(Buffer.concat([Buffer.from(partHead()), file]));
      await random.delay(60);
      request.socket.destroy();
    };
    for (let round = 0; round < 10; round += 1) await Promise.all(Array.from({ length: 50 }, leave));
    await pollUntil('every file is gone', () => filesIn(join(app.dataDir, 'incoming')).length === 0);
  });
});
