import { once } from 'node:events';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, request as send, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import type { Duplex } from 'node:stream';
import path from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { FailureEnvelope } from '@pixelboxx/shared';
import { afterEach, describe, expect, it } from 'vitest';
import { createStaticAssets } from '../../src/server/static-assets.ts';
import { createWebServer, type WebServerOptions } from '../../src/server/web-server.ts';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function start(api: RequestListener, options: Partial<WebServerOptions> = {}) {
  const apiUrl = await listen(createServer(api));
  const web = await listen(
    createWebServer({
      apiUrl,
      publicOrigin: 'http://localhost:3000',
      isReady: () => true,
      renderPage: (_, response) => response.end('page'),
      ...options,
    }),
  );
  return { web, apiUrl };
}

/** What the API saw of a request, sent back as JSON. */
const echo: RequestListener = (request, response) => {
  response.setHeader('set-cookie', ['a=1', 'b=2']);
  response.end(JSON.stringify({ url: request.url, method: request.method, headers: request.headers }));
};

interface Seen {
  url: string;
  method: string;
  headers: Record<string, string>;
}

describe('the one origin', () => {
  it.each([
    '/v1/auth/me',
    '/v1',
    '/files/public/x/64.webp',
    '/docs',
    '/docs/static/index.css',
    '/openapi.json',
    '/dev/inbox',
    '/.well-known/jwks.json',
    '/v1/users/availability?username=a%20b',
  ])('forwards %s to the API as it is', async (address) => {
    const { web } = await start(echo);
    expect(((await (await fetch(web + address)).json()) as Seen).url).toBe(address);
  });

  it.each(['/', '/v10', '/v1x/auth', '/filesystem', '/docs-about', '/dev/other', '/u/v1', '/openapi.json.bak'])(
    'renders %s as a page',
    async (address) => {
      const { web } = await start(echo);
      expect(await (await fetch(web + address)).text()).toBe('page');
    },
  );

  it('passes on every cookie that the API sets', async () => {
    const { web } = await start(echo);
    expect((await fetch(`${web}/v1/x`)).headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it('responds to health checks itself', async () => {
    const { web } = await start(echo, { isReady: () => false });
    expect((await fetch(`${web}/health`)).status).toBe(503);
    const ready = await start(echo);
    expect((await fetch(`${ready.web}/health`)).status).toBe(200);
  });
});

describe('what the API learns about the caller', () => {
  it('appends the peer to the addresses that the client claims', async () => {
    const { web } = await start(echo);
    const seen = async (headers: Record<string, string>) =>
      ((await (await fetch(`${web}/v1/x`, { headers })).json()) as Seen).headers;
    expect((await seen({}))['x-forwarded-for']).toBe('127.0.0.1');
    expect((await seen({ 'x-forwarded-for': '203.0.113.7' }))['x-forwarded-for']).toBe('203.0.113.7, 127.0.0.1');
  });

  it('does not let a client claim another host or protocol', async () => {
    const { web } = await start(echo, { publicOrigin: 'https://pixelboxx.example' });
    const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'gopher' };
    const seen = (await (await fetch(`${web}/v1/x`, { headers })).json()) as Seen;
    expect(seen.headers).toMatchObject({ 'x-forwarded-host': new URL(web).host, 'x-forwarded-proto': 'https' });
  });

  it('also passes the caller’s address to pages', async () => {
    let seen: IncomingMessage['headers'] = {};
    const { web } = await start(echo, {
      renderPage: (request, response) => {
        seen = request.headers;
        response.end();
      },
    });
    await fetch(`${web}/home`, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    expect(seen['x-forwarded-for']).toBe('203.0.113.7, 127.0.0.1');
  });
});

describe('streaming', () => {
  it('forwards the first part of a response before the last exists', async () => {
    const rest = Promise.withResolvers<void>();
    const { web } = await start((_, response) => {
      response.write('first');
      void rest.promise.then(() => response.end('last'));
    });
    const body = (await fetch(`${web}/v1/stream`)).body?.getReader();
    expect(new TextDecoder().decode((await body?.read())?.value)).toBe('first');
    rest.resolve();
    expect(new TextDecoder().decode((await body?.read())?.value)).toBe('last');
  });

  it('forwards an upload unchanged while it is still being sent', async () => {
    const arrived = Promise.withResolvers<string>();
    const { web } = await start((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => {
        parts.push(part);
        arrived.resolve(part.toString());
      });
      request.on('end', () => response.end(Buffer.concat(parts)));
    });
    const upload = send(`${web}/v1/uploads/image`, { method: 'POST', agent: false });
    const reply = new Promise<IncomingMessage>((resolve) => upload.on('response', resolve));
    upload.write('one,');
    expect(await arrived.promise).toBe('one,');
    upload.end('two');
    let received = '';
    for await (const part of await reply) received += String(part);
    expect(received).toBe('one,two');
  });

  it.each(['HEAD', 'PATCH', 'DELETE', 'OPTIONS'])('forwards tus headers in both directions, for %s', async (method) => {
    let seen: IncomingMessage['headers'] = {};
    const reply = { 'tus-resumable': '1.0.0', 'upload-offset': '7', location: '/v1/resumable-uploads/x' };
    const { web } = await start((request, response) => {
      seen = request.headers;
      request.resume().on('end', () => response.writeHead(204, reply).end());
    });
    const headers = {
      'tus-resumable': '1.0.0',
      'upload-offset': '3',
      'content-type': 'application/offset+octet-stream',
    };
    const body = method === 'PATCH' ? 'part' : null;
    const response = await fetch(`${web}/v1/resumable-uploads/x`, { method, headers, body });
    expect(seen).toMatchObject(headers);
    expect(Object.fromEntries(response.headers)).toMatchObject(reply);
  });

  it('aborts the API request when the client disconnects', async () => {
    const stopped = Promise.withResolvers<void>();
    const { web } = await start((_, response) => {
      response.write('working');
      response.on('close', () => stopped.resolve());
    });
    const abort = new AbortController();
    const response = await fetch(`${web}/v1/slow`, { signal: abort.signal });
    await response.body?.getReader().read();
    abort.abort();
    await stopped.promise;
  });

  it('keeps connections to the API open for the next request', async () => {
    const ports = new Set<number | undefined>();
    const { web } = await start((request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    for (let round = 0; round < 5; round += 1) await (await fetch(`${web}/v1/x`)).text();
    expect(ports.size).toBe(1);
  });
});

describe('while the API is unavailable, the web', () => {
  it('answers 503 in the envelope with Retry-After', async () => {
    const { web, apiUrl } = await start(echo);
    const api = servers[0];
    await new Promise((resolve) => api?.close(resolve));
    servers.shift();
    const response = await fetch(`${web}/v1/auth/me`, { headers: { 'x-request-id': 'my-id.1' } });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    const text = await response.text();
    const { error } = FailureEnvelope.parse(JSON.parse(text));
    expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', requestId: 'my-id.1' });
    expect(text).not.toContain(new URL(apiUrl).port);
  });

  it('answers 503 to an upload too, without crashing on the body', async () => {
    const { web } = await start((request) => request.socket.destroy());
    const response = await fetch(`${web}/v1/uploads/image`, { method: 'POST', body: 'x'.repeat(100_000) }).catch(
      (error: unknown) => error,
    );
    // The connection may be closed while the rest of the body is on its way: either is an honest answer.
    if (response instanceof Response) expect(response.status).toBe(503);
    expect((await fetch(`${web}/health`)).status).toBe(200);
  });

  it('aborts a response that the API aborted, instead of ending it normally', async () => {
    const { web } = await start((_, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('half');
      setTimeout(() => response.destroy(), 20);
    });
    await expect(fetch(`${web}/v1/x`).then((response) => response.text())).rejects.toThrow();
  });

  it('keeps running when a client switching protocols disconnects', async () => {
    let handOver: (socket: Duplex) => void = () => {};
    const handedOver = new Promise<Duplex>((resolve) => (handOver = resolve));
    const { web } = await start(echo, { upgradePage: (_, socket) => handOver(socket) });
    const client = askForWebSocket(web);
    const socket = await handedOver;
    // Not `once`, which would hear the socket's error in place of the server.
    const closed = new Promise((resolve) => socket.on('close', resolve));
    client.resetAndDestroy();
    await closed;
    expect((await fetch(`${web}/health`)).status).toBe(200);
  });

  it('keeps running when a client that may not switch protocols disconnects', async () => {
    const { web } = await start(echo);
    const client = askForWebSocket(web);
    await once(client, 'data');
    client.resetAndDestroy();
    expect((await fetch(`${web}/health`)).status).toBe(200);
  });

  function askForWebSocket(web: string): Socket {
    const socket = connect(Number(new URL(web).port), '127.0.0.1');
    socket.write('GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    return socket;
  }
});

describe('built scripts', () => {
  it('are served compressed to clients that accept it, by exact path only', async () => {
    const root = await mkdtemp(path.join(tmpdir(), 'static-'));
    await mkdir(path.join(root, 'chunks'));
    await writeFile(path.join(root, 'chunks/a.js'), 'alert(1)');
    await writeFile(path.join(root, 'chunks/a.js.br'), brotliCompressSync('alert(1)'));
    const { web } = await start(echo, { serveAsset: createStaticAssets(root) });
    const get = (address: string, encoding: string) =>
      new Promise<{ headers: IncomingMessage['headers']; body: Buffer }>((resolve, reject) => {
        send(web, { path: address, headers: { 'accept-encoding': encoding } }, (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(parts) }));
        })
          .on('error', reject)
          .end();
      });
    const compressed = await get('/_next/static/chunks/a.js', 'gzip, deflate, br');
    expect(brotliDecompressSync(compressed.body).toString()).toBe('alert(1)');
    expect(compressed.headers).toMatchObject({
      'content-encoding': 'br',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
    expect((await get('/_next/static/chunks/a.js', 'gzip')).body.toString()).toBe('page');
    expect((await get('/_next/static/chunks/../chunks/a.js', 'br')).body.toString()).toBe('page');
    expect((await get('/_next/static/chunks/a.js.br', 'br')).body.toString()).toBe('page');
    await rm(root, { recursive: true });
  });
});
