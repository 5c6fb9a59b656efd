import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createWebServer, type WebServer } from '../../src/server/web-server.ts';
import { closeServers, listen } from './support/servers.ts';

closeServers(afterEach);

async function start(api: RequestListener): Promise<{ web: WebServer; url: string }> {
  const apiUrl = await listen(createServer(api));
  const web = createWebServer({
    apiUrl,
    publicOrigin: 'http://localhost:3000',
    isReady: () => true,
    renderPage: (_, response) => response.end('page'),
  });
  return { web, url: await listen(web) };
}

/** An api that streams to whoever asks; `open` are the streams it has. */
function streamingApi(): { api: RequestListener; open: Set<ServerResponse> } {
  const open = new Set<ServerResponse>();
  const api: RequestListener = (_, response) => {
    open.add(response);
    response.once('close', () => open.delete(response));
    response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' });
    response.write('retry: 2000\n\n');
  };
  return { api, open };
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

async function textOf(reader: Reader): Promise<string> {
  return new TextDecoder().decode((await reader.read()).value);
}

async function firstOf(response: Response): Promise<{ text: string; reader: Reader }> {
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader();
  return { text: await textOf(reader), reader };
}

describe('a forwarded stream', () => {
  it('arrives as it is sent, byte by byte', async () => {
    const { api, open } = streamingApi();
    const { url } = await start(api);
    const { text, reader } = await firstOf(await fetch(`${url}/v1/events`));
    expect(text).toBe('retry: 2000\n\n');
    for (const response of open) response.write('id: 1\n\n');
    expect(await textOf(reader)).toBe('id: 1\n\n');
    await reader.cancel();
  });

  it('ends at the api as soon as its client disconnects', async () => {
    const { api, open } = streamingApi();
    const { url } = await start(api);
    const leaving = new AbortController();
    await firstOf(await fetch(`${url}/v1/events`, { signal: leaving.signal }));
    expect(open.size).toBe(1);
    leaving.abort();
    await expect.poll(() => open.size, { timeout: 5_000, interval: 5 }).toBe(0);
  });

  it('ends completely when the web stops, however many there are, without delaying it', async () => {
    const { api, open } = streamingApi();
    const { web, url } = await start(api);
    const streams = await Promise.all(
      Array.from({ length: 50 }, async () => (await firstOf(await fetch(`${url}/v1/events`))).reader),
    );
    expect(open.size).toBe(50);
    const closed = once(web, 'close');
    web.close();
    web.endStreams();
    web.closeIdleConnections();
    for (const reader of streams) expect(await reader.read()).toMatchObject({ done: true });
    // What would hold it is a stream that never ends; the test's own limit is the deadline.
    await closed;
    await expect.poll(() => open.size, { timeout: 5_000, interval: 5 }).toBe(0);
  });
});
