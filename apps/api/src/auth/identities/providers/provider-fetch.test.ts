import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { providerFetch, ProviderUnreachable } from './provider-fetch.ts';

const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  if (request.url === '/trickle') {
    response.writeHead(200).write('{');
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
});
let port: number;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const get = { method: 'GET', headers: {}, body: undefined, redirect: 'manual' } as const;

describe('[I8] a request to a URL from a provider’s documents', () => {
  it('may go to the provider’s own host, wherever that is', async () => {
    const response = await providerFetch({ home: '127.0.0.1' })(`http://127.0.0.1:${port}/jwks`, get);
    expect([response.status, await response.json()]).toEqual([200, {}]);
  });

  it.each([
    ['this machine by its address', (at: number) => `http://127.0.0.1:${at}/`],
    ['this machine by its name', (at: number) => `http://localhost:${at}/`],
    ['this machine in another notation', (at: number) => `http://0x7f.1:${at}/`],
    ['this machine by an IPv6 address', (at: number) => `https://[::1]:${at}/`],
    ['this machine as IPv4 in IPv6', (at: number) => `https://[::ffff:127.0.0.1]:${at}/`],
    ['whichever address is free', (at: number) => `https://0.0.0.0:${at}/`],
    ['a private network', () => 'https://10.0.0.1/'],
    ['the address of a cloud’s metadata', () => 'https://169.254.169.254/latest/meta-data'],
    ['a name of a private network', () => 'https://printer.local/'],
    ['a name that leads to this machine', (at: number) => `https://a.localhost:${at}/`],
    ['an address in clear', () => 'http://93.184.216.34/'],
  ])('may not go to %s', async (_, address) => {
    const before = asked.length;
    const fetched = providerFetch({ home: 'id.example' })(address(port), get);
    await expect(fetched).rejects.toThrow(ProviderUnreachable);
    expect(asked).toHaveLength(before);
  });

  it('ends by its timeout, also after the response has begun', async () => {
    const fetched = providerFetch({ home: '127.0.0.1', timeoutMs: 300 })(`http://127.0.0.1:${port}/trickle`, get);
    await expect(fetched).rejects.toThrow('Not in time');
  });

  it('ends if the response is too large', async () => {
    const fetched = providerFetch({ home: '127.0.0.1', maxBytes: 1 })(`http://127.0.0.1:${port}/`, get);
    await expect(fetched).rejects.toThrow('Sent too much');
  });
});
