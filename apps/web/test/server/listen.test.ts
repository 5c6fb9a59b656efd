import { createServer } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { listenAt } from '@/server/listen.ts';

const server = createServer((request, response) => response.end(`at ${request.socket.localAddress}`));

afterEach(() => {
  server.closeAllConnections();
});

it('the web server listens at every given host, and at none once it closes', async () => {
  const { address, port } = await listenAt(server, ['127.0.0.2', '127.0.0.1'], 0);
  expect(address).toBe('127.0.0.2');
  for (const host of ['127.0.0.2', '127.0.0.1'])
    expect(await (await fetch(`http://${host}:${port}/`, { headers: { connection: 'close' } })).text()).toBe(
      `at ${host}`,
    );
  await new Promise((resolve) => server.close(resolve));
  const refusal = await new Promise((resolve) => connect(port, '127.0.0.1').once('error', resolve));
  expect(refusal).toMatchObject({ code: 'ECONNREFUSED' });
});

it('the web server names the host at which it cannot listen', async () => {
  const { port } = await listenAt(createServer().unref(), ['127.0.0.3'], 0);
  await expect(listenAt(createServer(), ['127.0.0.4', '127.0.0.3'], port)).rejects.toMatchObject({
    code: 'EADDRINUSE',
    address: '127.0.0.3',
  });
});
