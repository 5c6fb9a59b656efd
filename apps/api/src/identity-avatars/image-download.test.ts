import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImageDownload } from './image-download.ts';
import { OutgoingHttp } from '../platform/outgoing-http/outgoing-http.ts';

let respond: RequestListener;
let asked = 0;
const server = createServer((request, response) => {
  asked += 1;
  respond(request, response);
});
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});
const port = () => (server.address() as AddressInfo).port;
const never = new AbortController().signal;

async function fetched(download: ImageDownload, url: string, isAtProvider: boolean, over = never): Promise<string> {
  let text = '';
  const keep = async (body: AsyncIterable<Uint8Array>) => {
    text = (await buffer(Readable.from(body))).toString();
  };
  await download.fetch({ url: new URL(url), isAtProvider, provider: 'acme' }, keep, over);
  return text;
}

describe('[I9] fetching an image', () => {
  const atProvider = (download: ImageDownload, over = never) =>
    fetched(download, `http://127.0.0.1:${port()}/face`, true, over);

  it('returns the provider’s response', async () => {
    respond = (_request, response) => void response.end('pixels');
    expect(await atProvider(new ImageDownload())).toBe('pixels');
  });

  it.each<[string, RequestListener]>([
    ['never begins', () => undefined],
    ['never ends', (_request, response) => void response.write('a')],
    [
      'comes a byte at a time',
      (_request, response) => {
        const timer = setInterval(() => response.write('a'), 20);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ])('is given up in time if it %s', async (_name, listener) => {
    respond = listener;
    const failed = { code: 'PROVIDER_UNAVAILABLE', message: 'The host did not respond in time.' };
    await expect(atProvider(new ImageDownload(200))).rejects.toMatchObject(failed);
  });

  it('ends when it is aborted', async () => {
    const over = new AbortController();
    respond = (_request, response) => {
      response.write('a');
      over.abort();
    };
    await expect(atProvider(new ImageDownload(), over.signal)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  });

  it('refuses a host whose name resolves to a private address, even if it did not when stored', async () => {
    const before = asked;
    respond = (_request, response) => void response.end('secret');
    for (const address of ['127.0.0.1', '10.0.0.1', '::1']) {
      const outside = new OutgoingHttp('public', (_host, done) =>
        done(null, [{ address, family: address.includes(':') ? 6 : 4 }]),
      );
      const url = `https://images.example:${port()}/face`;
      await expect(fetched(new ImageDownload(500, outside), url, false)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(asked).toBe(before);
  });

  it('is refused immediately for a private address that is not the provider’s', async () => {
    for (const url of [`http://127.0.0.1:${port()}/face`, 'https://10.0.0.1/', 'https://metadata/']) {
      await expect(fetched(new ImageDownload(), url, false)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});
