import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { createWebServer } from '../../src/server/web-server.ts';

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

describe('an unknown Expect header', () => {
  it.each([
    ['/v1/auth/me', 'from the api'],
    ['/login', 'a page'],
  ])('has no effect at %s', async (address, reply) => {
    const api = await listen(createServer((_, response) => response.end('from the api')));
    const web = createWebServer({
      apiUrl: `http://127.0.0.1:${api}`,
      publicOrigin: 'http://127.0.0.1',
      isReady: () => true,
      renderPage: (_, response) => response.end('a page'),
    });
    const socket = connect(await listen(web), '127.0.0.1');
    socket.write(`GET ${address} HTTP/1.1\r\nhost: x\r\nexpect: 200-ok\r\nconnection: close\r\n\r\n`);
    const received = await text(socket);
    expect(received).toMatch(/^HTTP\/1\.1 200 /);
    expect(received).toContain(reply);
  });
});
