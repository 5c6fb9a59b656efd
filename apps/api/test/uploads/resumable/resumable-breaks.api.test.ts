import { pollUntil, TcpProxy } from '@pixelboxx/config/testing';
import { tusContentType, uploadEndpoints } from '@pixelboxx/shared';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../../support/use-app.ts';
import { Browser } from '../../support/clients/browser.ts';
import { failureOf } from '../../support/failures.ts';
import { type TestUser, register } from '../../support/clients/users.ts';
import { startTwin } from '../../support/replicas.ts';
import { PartialUploads } from '../../../src/platform/storage/partial-uploads.ts';
import { photo } from '../../support/uploads/images.ts';
import { begun, idIn, offsetOf, resume, send, uploadIn } from '../../support/uploads/resuming.ts';

let account: TestUser;
let image: Buffer;

const app = useApp();

beforeAll(async () => {
  account = await register(app);
  image = await photo({ width: 1600, height: 1200 }).jpeg({ quality: 95 }).toBuffer();
});

/** A part that announces more than it brings, over a connection in our hands. */
async function beginPart(browser: Browser, target: string, offset: number, bytes: Buffer): Promise<Socket> {
  const { hostname, port } = new URL(browser.baseUrl);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  await once(socket, 'connect');
  const headers = {
    host: `${hostname}:${port}`,
    cookie: browser.cookieHeader(),
    'tus-resumable': '1.0.0',
    'upload-offset': String(offset),
    'content-type': tusContentType,
    'content-length': String(image.length - offset),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`PATCH ${target} HTTP/1.1\r\n${lines.join('')}\r\n`);
  socket.write(bytes);
  return socket;
}

async function arrived(target: string, bytes: number): Promise<void> {
  const partialUploads = app.app.get(PartialUploads);
  await pollUntil('the bytes have arrived', async () => (await partialUploads.size(idIn(target))) === bytes);
}

describe('when the connection of a resumable upload breaks', () => {
  it('the received bytes are kept, and only the rest must be sent', async () => {
    const target = await begun(account.browser, image.length);
    const socket = await beginPart(account.browser, target, 0, image.subarray(0, 100_000));
    await arrived(target, 100_000);
    socket.destroy();
    const offset = await offsetOf(account.browser, target);
    expect(offset).toBe(100_000);
    const upload = await uploadIn(await send(account.browser, target, offset, image.subarray(offset)));
    expect(upload).toMatchObject({ width: 1600, height: 1200 });
  });

  it('a client resumes by itself, however often it breaks', async () => {
    const { browser, user } = await register(app);
    const { tcpProxy, url } = await TcpProxy.to(app.baseUrl);
    let breaks = Promise.resolve();
    const cuts = [1_000, 200_000, 400_000, 500_000];
    const far = new Browser(url);
    for (const [name, value] of browser.cookies) far.cookies.set(name, value);
    const upload = await resume(far, image, {
      chunkSize: 150_000,
      retryDelays: [0, 100, 200, 300, 400, 500],
      onProgress: (sent) => {
        if (sent < (cuts[0] ?? Infinity)) return;
        cuts.shift();
        breaks = breaks.then(() => tcpProxy.cut()).then(() => tcpProxy.mend());
      },
    });
    expect(cuts).toEqual([]);
    expect(upload).toMatchObject({ width: 1600, status: 'READY' });
    expect(await app.prisma.upload.count({ where: { userId: user.id } })).toBe(1);
    await breaks;
    await tcpProxy.cut();
  });

  it('a dead connection that still holds the lock is replaced by a new one', async () => {
    const target = await begun(account.browser, image.length);
    const earlier = await beginPart(account.browser, await begun(account.browser, image.length), 0, Buffer.from('x'));
    const silent = await beginPart(account.browser, target, 0, image.subarray(0, 50_000));
    await arrived(target, 50_000);
    const offset = await offsetOf(account.browser, target);
    expect(offset).toBe(50_000);
    // It was not its silence that ended it: one that has been silent for longer, and that nobody wants, goes on.
    expect(earlier.resume().closed).toBe(false);
    earlier.destroy();
    expect((await send(account.browser, target, offset, image.subarray(offset))).status).toBe(200);
    silent.destroy();
  });

  it('a client that stops sending is cut off, and nothing it sent is lost', async () => {
    const target = await begun(account.browser, image.length);
    const socket = await beginPart(account.browser, target, 0, image.subarray(0, 50_000));
    await once(socket.resume(), 'close');
    expect(await offsetOf(account.browser, target)).toBe(50_000);
  }, 40_000);
});

describe('two connections for one resumable upload', () => {
  it('cannot write at the same time: one continues, the other retries, and the bytes are correct', async () => {
    const { browser, user } = await register(app);
    const target = await begun(browser, image.length);
    const responses = await Promise.all(
      Array.from({ length: 4 }, () => send(browser, target, 0, image.subarray(0, 200_000))),
    );
    expect(responses.filter(({ status }) => status === 204)).toHaveLength(1);
    for (const response of responses.filter(({ status }) => status !== 204)) {
      expect(['UPLOAD_OFFSET_CONFLICT', 'UPLOAD_LOCKED']).toContain((await failureOf(response)).code);
    }
    expect(await offsetOf(browser, target)).toBe(200_000);
    const ends = await Promise.all(
      Array.from({ length: 4 }, () => send(browser, target, 200_000, image.subarray(200_000))),
    );
    const uploads = await Promise.all(ends.filter(({ status }) => status === 200).map(uploadIn));
    expect(uploads.length).toBeGreaterThan(0);
    expect(new Set(uploads.map(({ id }) => id)).size).toBe(1);
    expect(await app.prisma.upload.count({ where: { userId: user.id } })).toBe(1);
  });
});

describe('a resumable upload after the process has changed', () => {
  it('continues after a restart on the same disk', async () => {
    const target = await begun(account.browser, image.length);
    await send(account.browser, target, 0, image.subarray(0, 120_000));
    const twin = await startTwin(app, { DATA_DIR: app.dataDir });
    const elsewhere = twin.browser();
    for (const [name, value] of account.browser.cookies) elsewhere.cookies.set(name, value);
    expect(await offsetOf(elsewhere, target)).toBe(120_000);
    const upload = await uploadIn(await send(elsewhere, target, 120_000, image.subarray(120_000)));
    expect((await account.browser.call(uploadEndpoints.get, { params: { id: upload.id } })).width).toBe(1600);
    await twin.stop();
  });

  it('becomes a picture if it was complete when the process died', async () => {
    const { browser, user } = await register(app);
    const target = await begun(browser, image.length);
    await send(browser, target, 0, image.subarray(0, -1));
    // As after a crash between the last byte and the image: all bytes are there, and a dead process holds the lock.
    const partialUploads = app.app.get(PartialUploads);
    await partialUploads.write(idIn(target), image.length - 1, Readable.from([image.subarray(-1)]));
    await app.prisma.resumableUpload.update({
      where: { id: idIn(target) },
      data: { lockToken: crypto.randomUUID(), lockedUntil: new Date(Date.now() + 1_500) },
    });
    expect(await offsetOf(browser, target)).toBe(image.length - 1);
    const response = await send(browser, target, image.length - 1, image.subarray(-1));
    expect((await uploadIn(response)).width).toBe(1600);
    expect(await app.prisma.upload.count({ where: { userId: user.id } })).toBe(1);
  });
});
