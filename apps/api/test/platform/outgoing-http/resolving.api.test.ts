import { pollUntil } from '@pixelboxx/config/testing';
import { authEndpoints } from '@pixelboxx/shared';
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { closeSync, mkdtempSync, open, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OutgoingHttp } from '../../../src/platform/outgoing-http/outgoing-http.ts';
import { resolveByDns, resolveBySystem } from '../../../src/platform/outgoing-http/resolve-host.ts';
import { register } from '../../support/clients/users.ts';
import { useApp } from '../../support/use-app.ts';

const app = useApp();
/** More than libuv has threads. */
const requests = 8;

async function signIn(): Promise<string> {
  const { credentials } = await register(app);
  const body = { identifier: credentials.username, password: credentials.password };
  return (await app.browser().call(authEndpoints.login, { body })).username;
}

/** Posts to a name that is never found; `settled` counts those that came to an end. */
function postAll(http: OutgoingHttp, url: string) {
  const state = { settled: 0, all: Promise.resolve<PromiseSettledResult<number>[]>([]) };
  const post = () => http.post({ url: new URL(url), headers: {}, body: '{}', timeoutMs: 120_000 });
  state.all = Promise.allSettled(
    Array.from({ length: requests }, () => post().finally(() => void (state.settled += 1))),
  );
  return state;
}

const unknown = { status: 'rejected', reason: expect.objectContaining({ fault: 'UNKNOWN_HOST' }) as unknown };

describe('[W2] a hanging DNS resolver does not block sign-ins', () => {
  it('with names chosen by strangers, whose name servers do not respond', async () => {
    const silent = createSocket('udp4');
    let asked = 0;
    silent.on('message', () => void (asked += 1));
    silent.bind(0, '127.0.0.1');
    await once(silent, 'listening');
    const resolver = new Resolver({ timeout: 100_000, maxTimeout: 100_000, tries: 1 });
    resolver.setServers([`127.0.0.1:${silent.address().port}`]);
    const state = postAll(new OutgoingHttp('public', resolveByDns(resolver)), 'https://silent.example/');
    await pollUntil('all of them are asked for', () => asked >= 2);
    expect(await signIn()).toMatch(/^user_/);
    expect(state.settled).toBe(0);
    resolver.cancel();
    expect(await state.all).toEqual(Array.from({ length: requests }, () => unknown));
    silent.close();
  });

  it('with names configured by the operator, of which few are looked up at a time', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pixelboxx-pipe-'));
    const pipe = join(folder, 'pipe');
    spawnSync('mkfifo', [pipe]);
    let begun = 0;
    // As `getaddrinfo` does while it waits: opening a pipe holds a thread of libuv until somebody opens its other end.
    const hanging = resolveBySystem((_host, done) => {
      begun += 1;
      open(pipe, 'r', (error, file) => {
        if (!error) closeSync(file);
        done(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
      });
    });
    const state = postAll(new OutgoingHttp('any', hanging), 'http://hanging.example/');
    let other: number | undefined;
    try {
      await pollUntil('the first are looked up', () => begun > 0);
      expect(await signIn()).toMatch(/^user_/);
      expect([state.settled, begun]).toEqual([0, 2]);
    } finally {
      // Without a thread, since there may be none.
      other = openSync(pipe, 'r+');
      expect(await state.all).toEqual(Array.from({ length: requests }, () => unknown));
      closeSync(other);
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the response of name servers', () => {
  /** A name server that knows one name, with addresses of both families, or nothing of one of them. */
  async function serve(known: { v4?: string; v6?: string }): Promise<{ resolver: Resolver; stop: () => void }> {
    const server = createSocket('udp4');
    server.on('message', (query, { port, address }) => {
      // RFC 1035, 4: the question ends with its type and class; the response repeats it.
      const end = query.indexOf(0, 12) + 5;
      const type = query.readUInt16BE(end - 4);
      const bytes = type === 1 ? known.v4 : known.v6;
      const data = bytes === undefined ? null : Buffer.from(bytes, 'hex');
      const header = Buffer.from(query.subarray(0, 12));
      header.writeUInt16BE(0x8180, 2);
      header.writeUInt16BE(data ? 1 : 0, 6);
      header.writeUInt32BE(0, 8);
      const record = data
        ? Buffer.concat([Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length]), data])
        : Buffer.alloc(0);
      server.send(Buffer.concat([header, query.subarray(12, end), record]), port, address);
    });
    server.bind(0, '127.0.0.1');
    await once(server, 'listening');
    const resolver = new Resolver({ timeout: 10_000, maxTimeout: 10_000, tries: 1 });
    resolver.setServers([`127.0.0.1:${server.address().port}`]);
    return { resolver, stop: () => void server.close() };
  }

  const [publicV4, privateV4] = ['5db8d822', '0a000001'];
  const [publicV6, privateV6] = ['26062800022000010248189325c81946', 'fd000000000000000000000000000001'];

  it.each([
    ['both families', { v4: publicV4, v6: publicV6 }, ['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946']],
    ['one of them', { v4: publicV4 }, ['93.184.216.34']],
    ['the other', { v6: publicV6 }, ['2606:2800:220:1:248:1893:25c8:1946']],
  ])('is found completely: %s', async (_, known, addresses) => {
    const { resolver, stop } = await serve(known);
    const { promise, resolve } = Promise.withResolvers<string[]>();
    resolveByDns(resolver)('known.example', (_error, found = []) => resolve(found.map(({ address }) => address)));
    expect(await promise).toEqual(addresses);
    stop();
  });

  it.each([
    ['an IPv4 address within', { v4: privateV4 }],
    ['an IPv6 address within', { v6: privateV6 }],
    ['one within beside one of the internet', { v4: publicV4, v6: privateV6 }],
  ])('[W1] is refused when it is %s', async (_, known) => {
    const { resolver, stop } = await serve(known);
    const http = new OutgoingHttp('public', resolveByDns(resolver));
    const posted = http.post({ url: new URL('https://known.example/'), headers: {}, body: '{}', timeoutMs: 20_000 });
    await expect(posted).rejects.toMatchObject({ fault: 'FORBIDDEN_HOST' });
    stop();
  });
});
