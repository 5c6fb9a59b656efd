import { pollUntil, TcpProxy } from '@pixelboxx/config/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resumableUploadsPath, uploadEndpoints } from '@pixelboxx/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startReplica } from '../../support/app.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { type TestUser, register } from '../../support/clients/users.ts';
import { plain } from '../../support/uploads/images.ts';
import { boundary, openUpload, partHead } from '../../support/uploads/raw-request.ts';
import { avatarPath, filesIn } from '../../support/uploads/uploading.ts';

let database: TestDatabase;
let tcpProxy: TcpProxy;
let app: Awaited<ReturnType<typeof startReplica>>;
let dataDir: string;
let user: TestUser;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'pixelboxx-database-dies-'));
  database = await createTestDatabase();
  const through = await TcpProxy.to(database.url);
  ({ tcpProxy } = through);
  app = await startReplica({ DATABASE_URL: through.url, DATABASE_TIMEOUT_MS: '3000', DATA_DIR: dataDir });
  user = await register(app);
});

afterAll(async () => {
  await app.stop();
  await tcpProxy.cut();
  await database.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const tus = { 'tus-resumable': '1.0.0', 'upload-length': '8000000', 'content-type': 'application/offset+octet-stream' };

describe('an upload while Postgres dies', () => {
  it.each([avatarPath, uploadEndpoints.image.path])(
    '[A5] gets a 503 if the database fails between the parts of its body: %s',
    async (path) => {
      const image = await plain({ width: 300, height: 300 }, '#aabbcc').png().toBuffer();
      const body = Buffer.concat([Buffer.from(partHead()), image, Buffer.from(`\r\n--${boundary}--\r\n`)]);
      const headers = { 'content-length': String(body.length), connection: 'close' };
      const request = openUpload(user.browser, headers, path, body.subarray(0, 200));
      await pollUntil('it is arriving', () => filesIn(join(dataDir, 'incoming')).length === 1);
      await tcpProxy.cut();
      request.socket.write(body.subarray(200));
      expect(await request.closed).toMatch(/^HTTP\/1\.1 503 [^]*"SERVICE_UNAVAILABLE"/);
      await tcpProxy.mend();
    },
  );

  it.each([
    [avatarPath, {}],
    [uploadEndpoints.image.path, {}],
    [resumableUploadsPath, tus],
  ])('[A5] gets a 503 if the database failed before, while the whole body is being sent: %s', async (path, headers) => {
    // An image, as what is none is refused without asking Postgres; large, as nothing in it is compressed.
    const image = await plain({ width: 1500, height: 1500 }, '#aabbcc').png({ compressionLevel: 0 }).toBuffer();
    await tcpProxy.cut();
    for (let round = 0; round < 3; round += 1) {
      const form = new FormData();
      form.set('file', new Blob([new Uint8Array(image)]), 'a.png');
      const body = 'tus-resumable' in headers ? new Uint8Array(8_000_000) : form;
      const response = await user.browser.fetch(path, { method: 'POST', headers: { ...headers }, body });
      expect(response.status).toBe(503);
    }
    await tcpProxy.mend();
  });
});
