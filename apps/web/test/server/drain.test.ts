import { Agent, createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWebServer, type WebServer } from '../../src/server/web-server.ts';

const api = createServer((_, response) => response.end('api'));
const agent = new Agent({ keepAlive: true });
let web: WebServer;

beforeAll(async () => {
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  web = createWebServer({
    apiUrl: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
    publicOrigin: 'http://localhost:3000',
    isReady: () => true,
    renderPage: (_, response) => response.end('page'),
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  agent.destroy();
  for (const server of [web, api]) {
    server.closeAllConnections();
    server.close();
  }
});

const ask = (path: string) =>
  new Promise<{ status: number; connection: string | undefined }>((resolve, reject) => {
    const { port } = web.address() as AddressInfo;
    const headers = { host: 'localhost:3000' };
    send({ host: '127.0.0.1', port, path, headers, agent }, (response) => {
      response.resume().on('end', () => {
        resolve({ status: response.statusCode ?? 0, connection: response.headers.connection });
      });
    })
      .on('error', reject)
      .end();
  });

it('the web server keeps connections open, and closes them with each response once it is stopping', async () => {
  for (const path of ['/login', '/v1/health/ready'])
    expect(await ask(path)).toEqual({ status: 200, connection: 'keep-alive' });
  expect((await ask('/health')).status).toBe(200);
  web.beginDrain();
  for (const path of ['/login', '/v1/health/ready'])
    expect(await ask(path)).toEqual({ status: 200, connection: 'close' });
  expect(await ask('/health')).toEqual({ status: 503, connection: 'close' });
});
