import { SystemClock } from '@pixelboxx/node-kit';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { S3ObjectStorage } from './s3-object-storage.ts';
import { describeObjectStorage, someKey } from '../../../../test/platform/storage/object-storage.contract.ts';
import { s3Config, type S3Server, startS3Server } from '../../../../test/support/network/s3-server.ts';

const webp = { contentType: 'image/webp', visibility: 'public' } as const;
const clock = new SystemClock();
const deadlines = { connectMilliseconds: 300, callMilliseconds: 600, probeMilliseconds: 300 };
/** Too long to be what ends a call to a store that responds. */
const longDeadlines = { connectMilliseconds: 30_000, callMilliseconds: 30_000, probeMilliseconds: 30_000 };
let server: S3Server;
let storage: S3ObjectStorage;

beforeAll(async () => {
  server = await startS3Server();
  storage = new S3ObjectStorage(server.config, clock);
});

afterAll(() => server.close());

describeObjectStorage('S3', () => storage);

describe('a presigned address', () => {
  it('fetches a private object with our content type', async () => {
    const key = someKey('private');
    await storage.put(key, Buffer.from('secret'), { ...webp, visibility: 'private' });
    const { url } = await storage.signedUrl(key, { expiresInSeconds: 60 });
    const reply = await fetch(url);
    expect(reply.status).toBe(200);
    expect(await reply.text()).toBe('secret');
    expect(reply.headers.get('content-type')).toBe('image/webp');
    expect(reply.headers.get('cache-control')).toBe('private, max-age=600, immutable');
  });

  it('signs the headers of the answer and the expiry together with the key', async () => {
    const { url, expiresAt } = await storage.signedUrl(someKey('private'), { expiresInSeconds: 120 });
    const query = new URL(url).searchParams;
    expect(query.get('X-Amz-Expires')).toBe('120');
    expect(query.get('response-content-type')).toBe('image/webp');
    expect(query.get('response-content-disposition')).toBe('inline; filename="image.webp"');
    expect(query.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/);
    const signedAt = query.get('X-Amz-Date')?.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z');
    expect(expiresAt.getTime()).toBe(Date.parse(signedAt ?? '') + 120_000);
    const other = await storage.signedUrl(someKey('private'), { expiresInSeconds: 120 });
    expect(new URL(other.url).searchParams.get('X-Amz-Signature')).not.toBe(query.get('X-Amz-Signature'));
  });
});

describe('the public address', () => {
  it('is on the site itself without a CDN, and on the CDN with one', () => {
    const key = someKey();
    expect(storage.publicUrl(key)).toBe(`/files/${key}`);
    const behindCdn = new S3ObjectStorage({ ...server.config, publicUrl: 'https://cdn.example' }, clock);
    expect(behindCdn.publicUrl(key)).toBe(`https://cdn.example/${key}`);
  });
});

describe('a failing store', () => {
  let faulty: Server | undefined;

  afterEach(() => {
    faulty?.closeAllConnections();
    faulty?.close();
  });

  async function storeThat(reply: Parameters<typeof createServer>[1], limits = deadlines): Promise<S3ObjectStorage> {
    faulty = createServer(reply as never).listen(0, '127.0.0.1');
    await once(faulty, 'listening');
    return new S3ObjectStorage(s3Config(`http://127.0.0.1:${(faulty.address() as AddressInfo).port}`), clock, limits);
  }

  it.each([
    [
      'never answers',
      deadlines,
      { name: expect.stringMatching(/^(AbortError|TimeoutError)$/) as string },
      () => undefined,
    ],
    [
      'answers 500',
      longDeadlines,
      { $metadata: { httpStatusCode: 500 } },
      (_: unknown, response: { writeHead(status: number): { end(): void } }) => response.writeHead(500).end(),
    ],
    [
      'hangs up',
      longDeadlines,
      { code: 'ECONNRESET' },
      (request: { socket: { destroy(): void } }) => request.socket.destroy(),
    ],
  ])('a store that %s is reported as unavailable, for that reason', async (_name, limits, cause, reply) => {
    const broken = await storeThat(reply, limits);
    await broken.signedUrl(someKey('private'), { expiresInSeconds: 60 });
    const calls = [
      broken.put(someKey(), Buffer.from('x'), webp),
      broken.get(someKey()),
      broken.head(someKey()),
      broken.delete([someKey()]),
      broken.list(''),
    ];
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: 'rejected', reason: { code: 'SERVICE_UNAVAILABLE', cause } });
    }
    expect(await broken.isUp()).toBe(false);
  });

  it('a store that nothing listens for is reported as unavailable, and signing still works', async () => {
    const broken = new S3ObjectStorage(s3Config('http://127.0.0.1:1'), clock, deadlines);
    await expect(broken.put(someKey(), Buffer.from('x'), webp)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(await broken.isUp()).toBe(false);
    expect((await broken.signedUrl(someKey('private'), { expiresInSeconds: 60 })).url).toContain('X-Amz-Signature');
  });

  it('a bucket that does not exist is down, not merely empty', async () => {
    const broken = new S3ObjectStorage({ ...server.config, bucket: 'no-such-bucket' }, clock, deadlines);
    expect(await broken.isUp()).toBe(false);
    await expect(broken.put(someKey(), Buffer.from('x'), webp)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });
});
