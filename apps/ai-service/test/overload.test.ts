import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf, post } from './support/responses.ts';
import { noise, plain } from './support/images.ts';
import { startService, type Service } from './support/service.ts';
import { until } from './support/until.ts';

let service: Service;
beforeAll(async () => {
  service = await startService({ SCREENING_CONCURRENCY: '1', SCREENING_QUEUE_LIMIT: '1' });
});
afterAll(() => service.close());

describe('with one image being screened and one waiting', () => {
  it('the service refuses others immediately, with Retry-After', async () => {
    const bytes = new Uint8Array(await noise(3000, 2000).jpeg().toBuffer());
    const responses = await Promise.all(Array.from({ length: 6 }, () => post(service.url, bytes)));
    const shed = responses.filter((response) => !response.ok);
    expect(shed).toHaveLength(4);
    for (const response of shed) {
      const failure = await failureOf(response);
      expect(failure).toMatchObject({ status: 503, code: 'OVERLOADED' });
      expect(failure.headers.get('retry-after')).toBe('1');
    }
    expect((await post(service.url, bytes)).status).toBe(200);
  });

  it('the service reserves a place while the bytes arrive, and releases it when the sender disconnects', async () => {
    const tiny = new Uint8Array(await plain(8, 8).png().toBuffer());
    const senders = [await beginSending(), await beginSending()];
    expect(await failureOf(await post(service.url, tiny))).toMatchObject({ code: 'OVERLOADED' });
    for (const sender of senders) sender.destroy();
    await until(async () => (await post(service.url, tiny)).status === 200);
  });

  it('the service releases the place of a refused body', async () => {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect((await post(service.url, new Uint8Array(10), 'text/plain')).status).toBe(415);
      expect((await post(service.url, new Uint8Array(10))).status).toBe(415);
    }
    expect((await post(service.url, new Uint8Array(await plain().png().toBuffer()))).status).toBe(200);
  });

  it('the service does not start work whose sender has disconnected', async () => {
    const bytes = new Uint8Array(await noise(3000, 2000).jpeg().toBuffer());
    const first = post(service.url, bytes);
    const leaving = new AbortController();
    const second = post(service.url, bytes, undefined, { signal: leaving.signal });
    leaving.abort();
    await expect(second).rejects.toThrow();
    expect((await first).status).toBe(200);
    await until(async () => (await post(service.url, bytes)).status === 200);
  });
});

/** Resolves when the service has begun to read the request, of which most never comes. */
function beginSending(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const head = 'POST /v1/screen HTTP/1.1\r\nhost: x\r\ncontent-type: image/png\r\ncontent-length: 1000';
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1', () => {
      socket.write(`${head}\r\nexpect: 100-continue\r\n\r\nabc`);
    });
    socket.once('data', () => resolve(socket));
    socket.on('error', reject);
  });
}
