import { findFreePort } from '@pixelboxx/config/testing';
import { once } from 'node:events';
import type { LookupAddress } from 'node:dns';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FakeReceiver } from '../../../test/support/network/fake-receiver.ts';
import { OutgoingHttp } from './outgoing-http.ts';

const receiver = new FakeReceiver();
beforeAll(() => receiver.start());
afterAll(() => receiver.stop());
afterEach(() => {
  receiver.received.length = 0;
  receiver.statuses = [200];
  receiver.headers = {};
  receiver.content = 'thank you';
});

const leadsTo =
  (...addresses: string[]) =>
  (_host: string, done: (error: Error | null, found: readonly LookupAddress[]) => void): void =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

const post = (http: OutgoingHttp, url: string, timeoutMs = 5_000) =>
  http.post({ url: new URL(url), headers: { 'x-test': 'yes' }, body: '{"ok":true}', timeoutMs });

const anywhere = new OutgoingHttp('any');

describe('an outgoing request', () => {
  it('arrives completely, with its headers, and returns the status', async () => {
    receiver.statuses = [204];
    expect(await post(anywhere, receiver.url)).toBe(204);
    const [message] = receiver.received;
    expect(message?.body).toBe('{"ok":true}');
    expect(message?.headers).toMatchObject({ 'x-test': 'yes', 'content-length': '11' });
  });

  it('follows no redirects, since their targets are not checked', async () => {
    receiver.statuses = [307];
    receiver.headers = { location: `${receiver.url}/elsewhere` };
    expect(await post(anywhere, receiver.url)).toBe(307);
    expect(receiver.received).toHaveLength(1);
  });
});

describe('a streamed response', () => {
  const read = <Result>(url: string, take: (body: AsyncIterable<Buffer>) => Promise<Result>, timeoutMs = 5_000) =>
    anywhere.read({ url: new URL(url), headers: { 'x-test': 'yes' }, timeoutMs }, ({ body }) => take(body));

  it('arrives completely, however long, for a request with the given headers', async () => {
    receiver.content = 'a'.repeat(1_000_000);
    const size = await read(receiver.url, async (body) => (await buffer(Readable.from(body))).length);
    expect(size).toBe(1_000_000);
    expect(receiver.received[0]?.headers).toMatchObject({ 'x-test': 'yes' });
  });

  it('ends when its reader stops or throws', async () => {
    receiver.content = 'a'.repeat(1_000_000);
    class Enough extends Error {}
    const reading = read(receiver.url, async (body) => {
      for await (const part of body) throw new Enough(String(part.length));
    });
    await expect(reading).rejects.toThrow(Enough);
  });
});

describe('[W1] outgoing requests reach only public hosts', () => {
  const refused = [
    'http://example.com/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://10.0.0.1/',
    'https://localhost/',
    'https://localhost./',
    'https://api/',
    'https://db.internal/',
    'https://printer.local/',
    'https://a.localhost/',
    'https://router.home.arpa/',
  ];

  it.each(refused)('%s is refused before any request', async (url) => {
    const asked: string[] = [];
    const http = new OutgoingHttp('public', (host, done) => {
      asked.push(host);
      leadsTo('93.184.216.34')(host, done);
    });
    await expect(post(http, url)).rejects.toMatchObject({ fault: 'FORBIDDEN_HOST' });
    expect(asked).toEqual([]);
  });

  it.each([['127.0.0.1'], ['10.1.2.3'], ['::1'], ['fd00::1'], ['93.184.216.34', '127.0.0.1']])(
    'a name that resolves to %s is refused without a connection',
    async (...addresses) => {
      const http = new OutgoingHttp('public', leadsTo(...addresses));
      const url = `https://hooks.example.com:${receiver.port}/`;
      await expect(post(http, url)).rejects.toMatchObject({ fault: 'FORBIDDEN_HOST' });
      expect(receiver.received).toEqual([]);
    },
  );

  it('the checked address is the one that is connected, even if the name resolves differently later', async () => {
    const answers = ['93.184.216.34', '127.0.0.1'];
    const http = new OutgoingHttp('public', (host, done) => leadsTo(answers.shift() ?? '')(host, done));
    // Nothing listens there on a test machine; the test checks that the name is resolved only once.
    await expect(post(http, `https://hooks.example.com:${receiver.port}/`, 300)).rejects.toThrow();
    expect(answers).toEqual(['127.0.0.1']);
    expect(receiver.received).toEqual([]);
  });
});

describe('[W2] a misbehaving host', () => {
  let server: Server | undefined;
  const sockets = new Set<Socket>();
  async function serve(onConnection: (socket: Socket) => void): Promise<string> {
    const started = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      onConnection(socket);
    });
    server = started;
    started.listen(0, '127.0.0.1');
    await once(started, 'listening');
    return `127.0.0.1:${(started.address() as AddressInfo).port}`;
  }
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    if (!server) return;
    server.close();
    await once(server, 'close');
    server = undefined;
  });

  it('that never responds is given up in time', async () => {
    const host = await serve(() => undefined);
    await expect(post(anywhere, `http://${host}/`, 200)).rejects.toMatchObject({ fault: 'TIMEOUT' });
  });

  it('that sends its response endlessly is given up in time', async () => {
    const host = await serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n');
    });
    await expect(post(anywhere, `http://${host}/`, 200)).rejects.toMatchObject({ fault: 'TIMEOUT' });
  });

  it('that sends too much is cut off', async () => {
    const host = await serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n');
      socket.write(Buffer.alloc(1_000_000));
    });
    expect(await post(anywhere, `http://${host}/`)).toBe(200);
  });

  it('that closes the connection', async () => {
    const host = await serve((socket) => socket.destroy());
    await expect(post(anywhere, `http://${host}/`)).rejects.toMatchObject({ fault: 'BROKEN_OFF' });
  });

  it('that does not speak HTTP', async () => {
    const host = await serve((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    await expect(post(anywhere, `http://${host}/`)).rejects.toMatchObject({ fault: 'BROKEN_OFF' });
  });

  it('that does not speak TLS', async () => {
    const host = await serve((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await expect(post(anywhere, `https://${host}/`)).rejects.toMatchObject({ fault: 'CERTIFICATE' });
  });

  it('that refuses the connection', async () => {
    const port = await findFreePort();
    await expect(post(anywhere, `http://127.0.0.1:${port}/`)).rejects.toMatchObject({ fault: 'REFUSED' });
  });

  it('whose name does not resolve with the system’s resolver', async () => {
    // Nothing exists below `.invalid`, on any machine (RFC 6761).
    for (const targets of ['any', 'public'] as const) {
      const sending = post(new OutgoingHttp(targets), 'https://receiver.invalid/');
      await expect(sending).rejects.toMatchObject({ fault: 'UNKNOWN_HOST' });
    }
  });

  it('whose name does not resolve', async () => {
    const http = new OutgoingHttp('any', (_host, done) =>
      done(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []),
    );
    await expect(post(http, 'http://nowhere.example/')).rejects.toMatchObject({ fault: 'UNKNOWN_HOST' });
  });
});
