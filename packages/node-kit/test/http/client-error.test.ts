import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createClientErrorHandler } from '../../src/index.ts';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** @returns everything the server says to these bytes until it closes */
async function exchange(listener: RequestListener, bytes: string): Promise<string> {
  const server = createServer(listener);
  server.on(
    'clientError',
    createClientErrorHandler(server, () => 'the-id'),
  );
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let text = '';
  socket.on('error', () => undefined).setEncoding('latin1');
  socket.on('data', (chunk: string) => (text += chunk));
  socket.write(bytes);
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

/** Each answer comes later than the one asked for after it would. */
const slowFirst: RequestListener = (request, response) => {
  request.resume();
  setTimeout(() => response.end(`for ${request.url}`), request.url === '/1' ? 60 : 5);
};

const head = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`;
const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status);

describe('bytes that are no HTTP request', () => {
  it('are refused after the requests before them were answered, in order', async () => {
    const text = await exchange(slowFirst, `${head('/1')}${head('/2')}garbage\r\n\r\n`);
    expect(statuses(text)).toEqual(['200', '200', '400']);
    expect(text.indexOf('for /1')).toBeLessThan(text.indexOf('for /2'));
    expect(text).toMatch(/x-request-id: the-id\r\n/);
  });

  it('are refused once, however much follows', async () => {
    const text = await exchange(slowFirst, `garbage\r\n\r\n${head('/1')}more garbage\r\n\r\n`);
    expect(statuses(text)).toEqual(['400']);
  });

  it('are refused immediately within an awaited body, after the previous request was answered', async () => {
    const never: RequestListener = (request, response) => {
      if (request.url === '/1') slowFirst(request, response);
      else request.resume();
    };
    const broken = 'POST /2 HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nnot a size\r\n';
    expect(statuses(await exchange(never, head('/1') + broken))).toEqual(['200', '400']);
  });

  it('close a connection if the response to their request has begun', async () => {
    const begins: RequestListener = (request, response) => {
      request.resume();
      response.writeHead(200, { 'content-length': 100 }).write('begun');
    };
    const broken = 'POST /2 HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n5\r\nwhole\r\nnot a size\r\n';
    expect(statuses(await exchange(begins, broken))).not.toContain('400');
  });

  it('close a connection whose last response says that it closes', async () => {
    const closes: RequestListener = (_request, response) => response.setHeader('connection', 'close').end('bye');
    expect(statuses(await exchange(closes, `${head('/1')}garbage\r\n\r\n`))).toEqual(['200']);
  });
});
