import fastify from 'fastify';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createIpList, registerForwarding, trustHops } from './forwarding.ts';
import { unknownProxyReport, unnamedProxyAdvice } from '../security/unknown-proxies.ts';

const secret = Buffer.alloc(32, 7);

/** The client's address as the api sees it, for a request from `peer` with these headers. */
async function seenIp(peer: string, headers: Record<string, string>, proxies: string[] = []): Promise<string> {
  const trusted = createIpList(proxies);
  const server = fastify({ trustProxy: trustHops(trusted) });
  registerForwarding(server, trusted, [Buffer.alloc(32, 6), secret]);
  server.get('/', (request) => request.ip);
  const response = await server.inject({ url: '/', remoteAddress: peer, headers });
  await server.close();
  return response.body;
}

describe('the address of a client', () => {
  it('is the peer’s, whatever headers it sends, if it connects directly', async () => {
    expect(await seenIp('203.0.113.9', { 'x-forwarded-for': '1.2.3.4', 'x-real-ip': '1.2.3.4' })).toBe('203.0.113.9');
  });

  it('is the last one named by a proxy at a configured address', async () => {
    expect(await seenIp('10.0.0.5', { 'x-forwarded-for': '1.2.3.4, 203.0.113.9' }, ['10.0.0.0/8'])).toBe('203.0.113.9');
  });

  it('skips configured proxies from the right, and nothing else', async () => {
    const chain = { 'x-forwarded-for': '9.9.9.9, 203.0.113.9, 10.1.1.1' };
    expect(await seenIp('10.0.0.5', chain, ['10.0.0.0/8'])).toBe('203.0.113.9');
  });

  it('trusts a proxy at any address that sends the secret', async () => {
    const headers = { 'x-forwarded-for': '1.2.3.4, 203.0.113.9', 'x-pixelboxx-proxy': secret.toString('base64url') };
    expect(await seenIp('172.16.0.3', headers)).toBe('203.0.113.9');
  });

  it('does not trust a wrong secret', async () => {
    const headers = { 'x-forwarded-for': '1.2.3.4', 'x-pixelboxx-proxy': Buffer.alloc(32, 8).toString('base64url') };
    expect(await seenIp('172.16.0.3', headers)).toBe('172.16.0.3');
  });

  it('recognises a configured IPv4 proxy on a dual-stack socket', async () => {
    expect(await seenIp('::ffff:10.0.0.5', { 'x-forwarded-for': '203.0.113.9' }, ['10.0.0.0/8'])).toBe('203.0.113.9');
  });
});

describe('[C5] a proxy that is not configured', () => {
  const bySecret = { 'x-pixelboxx-proxy': secret.toString('base64url') };

  async function reported(peer: string, headers: Record<string, string>, proxies: string[] = []): Promise<object[]> {
    const lines: object[] = [];
    const logger = pino(
      { base: null, timestamp: false },
      { write: (line) => void lines.push(JSON.parse(line) as object) },
    );
    const trusted = createIpList(proxies);
    const server = fastify({ trustProxy: trustHops(trusted) });
    const http = { secureCookies: true, trustedProxies: proxies };
    registerForwarding(server, trusted, [secret], unknownProxyReport(http, logger));
    server.get('/', (request) => request.ip);
    for (let time = 0; time < 3; time += 1) await server.inject({ url: '/', remoteAddress: peer, headers });
    await server.close();
    return lines;
  }

  it.each([
    ['speaks to the api', '10.0.0.5', { 'x-forwarded-for': '203.0.113.9' }],
    ['speaks to the web', '127.0.0.1', { ...bySecret, 'x-forwarded-for': '203.0.113.9, 10.0.0.5' }],
  ])('is reported once when it %s', async (_, peer, headers) => {
    const lines = await reported(peer, headers);
    expect(lines).toMatchObject([{ event: 'http.proxy.unknown', from: '10.0.0.5' }]);
    expect(JSON.stringify(lines)).toContain('TRUSTED_PROXIES');
  });

  it('is not reported for the web itself, nor for invented headers where proxies are configured', async () => {
    expect(await reported('127.0.0.1', { ...bySecret, 'x-forwarded-for': '203.0.113.9' })).toEqual([]);
    expect(await reported('203.0.113.9', {})).toEqual([]);
    expect(await reported('203.0.113.9', { 'x-forwarded-for': '1.2.3.4' }, ['10.0.0.0/8'])).toEqual([]);
  });

  it('is reported at the start and by the doctor if TLS ends elsewhere', () => {
    expect(unnamedProxyAdvice({ secureCookies: true, trustedProxies: [] })).toContain('TRUSTED_PROXIES');
    expect(unnamedProxyAdvice({ secureCookies: true, trustedProxies: ['10.0.0.0/8'] })).toBeNull();
    expect(unnamedProxyAdvice({ secureCookies: false, trustedProxies: [] })).toBeNull();
  });
});
