import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import fastify from 'fastify';
import { expect, it } from 'vitest';
import { Drain } from './drain.ts';

it('a closing server still serves a request that had arrived unread, and does not wait for idle connections', async () => {
  const server = fastify({ return503OnClosing: false, forceCloseConnections: 'idle' });
  new Drain().register(server);
  server.get('/', () => 'served');
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  const accepted = once(server.server, 'connection');
  const client = connect(port, '127.0.0.1');
  await Promise.all([once(client, 'connect'), accepted]);
  const silent = connect(port, '127.0.0.1');
  await once(silent, 'connect');
  const ended = once(silent, 'close');
  let response = '';
  client.setEncoding('utf8').on('data', (text: string) => (response += text));
  client.on('error', () => undefined);
  silent.on('error', () => undefined);
  const closed = once(client, 'close');
  client.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await server.close();
  await Promise.all([closed, ended]);
  expect(response).toMatch(/^HTTP\/1\.1 200 [^]*served$/);
});
