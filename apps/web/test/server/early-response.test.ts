import { execFile } from 'node:child_process';
import { createServer, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { FailureEnvelope } from '@pixelboxx/shared';
import { deliverEarlyResponses } from '@pixelboxx/node-kit';
import { afterEach, describe, expect, it } from 'vitest';
import { createWebServer } from '../../src/server/web-server.ts';
import { closeServers, listen } from './support/servers.ts';

const oversized = Buffer.alloc(31 * 1024 * 1024, 0x61);

closeServers(afterEach);

/** The web in front of an api that answers like this. */
async function start(api: RequestListener): Promise<string> {
  const server = createServer(api);
  deliverEarlyResponses(server);
  const apiUrl = await listen(server);
  const renderPage = () => Promise.reject(new Error('no such page'));
  return listen(createWebServer({ apiUrl, publicOrigin: 'http://127.0.0.1', isReady: () => true, renderPage }));
}

const refuse: RequestListener = (_request, response) => {
  response.writeHead(413, { 'content-length': 9, connection: 'close' });
  response.end('too large');
};

async function exchange(web: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(web).port), '127.0.0.1');
  let received = '';
  socket.setEncoding('utf8').on('data', (part: string) => (received += part));
  const ended = new Promise((resolve, reject) => socket.once('close', resolve).once('error', reject));
  socket.write(text);
  await ended;
  return received;
}

describe('a response that the API sends before it has the body', () => {
  it('[A4] is passed on unchanged to fetch, every time', async () => {
    const web = await start(refuse);
    for (let round = 0; round < 8; round += 1) {
      const response = await fetch(`${web}/v1/uploads/image`, { method: 'POST', body: oversized });
      expect({ status: response.status, text: await response.text() }).toEqual({ status: 413, text: 'too large' });
    }
  });

  it('[A4] is passed on unchanged to curl, with and without an expectation', async () => {
    const web = await start(refuse);
    for (const expectation of ['expect:', 'expect: 100-continue']) {
      const args = ['-s', '-w', '%{http_code}', '-H', expectation, '--data-binary', '@-', `${web}/v1/uploads/image`];
      const curl = promisify(execFile)('curl', args);
      curl.child.stdin?.on('error', () => undefined).end(oversized);
      expect((await curl).stdout).toBe('too large413');
    }
  });

  it('[A4] is passed on also when the API closes the connection right after it', async () => {
    const web = await start((request, response) => {
      refuse(request, response);
      setTimeout(() => request.socket.destroy(), 30);
    });
    const response = await fetch(`${web}/v1/uploads/image`, { method: 'POST', body: oversized });
    expect(response.status).toBe(413);
  });

  it('[A4] is replaced by a 503 from the web if the API disconnects in the middle of the body', async () => {
    const web = await start((request) => void request.once('data', () => request.socket.destroy()));
    for (let round = 0; round < 4; round += 1) {
      const response = await fetch(`${web}/v1/uploads/image`, { method: 'POST', body: oversized });
      expect(response.status).toBe(503);
    }
  });
});

describe('an odd request', () => {
  const close = 'Host: x\r\nConnection: close\r\n\r\n';

  it.each([
    ['M-SEARCH * HTTP/1.1', 400],
    ['OPTIONS * HTTP/1.1', 400],
    ['M-SEARCH /login HTTP/1.1', 405],
    ['CONNECT elsewhere:443 HTTP/1.1', 405],
    ['NONSENSE / HTTP/1.1', 400],
    ['GET / HTTP/3.7', 400],
    ['GET ftp://elsewhere/ HTTP/1.1', 400],
    ['GET /broken HTTP/1.1', 500],
  ])('[A5] is refused in the envelope: %s', async (line, status) => {
    const web = await start(refuse);
    const received = await exchange(web, `${line}\r\n${close}`);
    expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(FailureEnvelope.safeParse(JSON.parse(received.split('\r\n\r\n')[1] ?? '')).success).toBe(true);
  });

  it('[A5] is refused with 426 if it requests WebSocket, at pages and at the API', async () => {
    const web = await start(refuse);
    for (const path of ['/login', '/v1/events']) {
      const upgrade = 'Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
      const received = await exchange(web, `GET ${path} HTTP/1.1\r\n${upgrade}`);
      expect(received).toMatch(/^HTTP\/1\.1 426 [^]*"UPGRADE_UNSUPPORTED"/);
    }
  });

  it('[A5] with an absolute URL is forwarded by its path', async () => {
    const web = await start((request, response) => void response.end(request.url));
    expect(await exchange(web, `GET http://site.example/v1/x?y=1 HTTP/1.1\r\n${close}`)).toMatch(/\/v1\/x\?y=1/);
  });
});
