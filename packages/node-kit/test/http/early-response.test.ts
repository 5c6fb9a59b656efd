import { execFile } from 'node:child_process';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { continueWhenRead, type DiscardLimits, deliverEarlyResponses } from '../../src/index.ts';

const megabyte = Buffer.alloc(1024 * 1024, 0x61);
const servers: Server[] = [];
const limits: DiscardLimits = { maxBytes: 40 * megabyte.length, maxMs: 10_000, idleMs: 1_000 };

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(listener: RequestListener, given: Partial<DiscardLimits> = {}): Promise<string> {
  const server = createServer(listener);
  deliverEarlyResponses(server, { ...limits, ...given });
  continueWhenRead(server);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const refuse: RequestListener = (_request, response) => {
  response.statusCode = 413;
  response.end('too large');
};

/** Sends a head and then as many megabytes as the server takes. */
async function pour(url: string, head: string, megabytes: number): Promise<{ response: string; sent: number }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let response = '';
  let sent = 0;
  socket.on('error', () => undefined).setEncoding('latin1');
  socket.on('data', (text: string) => (response += text));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(`POST / HTTP/1.1\r\nhost: x\r\n${head}\r\n\r\n`);
  while (!socket.destroyed && sent < megabytes) {
    sent += 1;
    await new Promise((resolve) => socket.write(megabyte, resolve));
  }
  await closed;
  return { response, sent };
}

describe('a response that is sent before the body has arrived', () => {
  it.each([
    ['with a body of its own', refuse, 413, 'too large'],
    [
      'in two pieces',
      ((_request, response) => {
        response.writeHead(413, { 'content-length': 9 });
        response.write('too ');
        response.end('large');
      }) satisfies RequestListener,
      413,
      'too large',
    ],
    ['without a body', ((_request, response) => void response.writeHead(204).end()) satisfies RequestListener, 204, ''],
    [
      'after part of the body',
      ((request, response) => {
        request.once('data', () => refuse(request, response));
      }) satisfies RequestListener,
      413,
      'too large',
    ],
  ])('[A4] reaches fetch every time, %s', async (_name, listener, status, text) => {
    const url = await listen(listener);
    for (let round = 0; round < 12; round += 1) {
      const response = await fetch(url, { method: 'POST', body: Buffer.alloc(31 * megabyte.length) });
      expect({ status: response.status, text: await response.text() }).toEqual({ status, text });
    }
  });

  it('[A4] reaches curl every time, with and without an expectation', async () => {
    const url = await listen(refuse);
    for (const expectation of ['expect:', 'expect: 100-continue']) {
      for (let round = 0; round < 4; round += 1) {
        const args = ['-s', '-w', '%{http_code}', '-H', expectation, '--data-binary', '@-', url];
        const curl = promisify(execFile)('curl', args);
        curl.child.stdin?.on('error', () => undefined).end(Buffer.alloc(31 * megabyte.length));
        expect((await curl).stdout).toBe('too large413');
      }
    }
  });

  it('[A4] reaches a client that reads only after it has sent everything', async () => {
    const url = await listen(refuse);
    const { response, sent } = await pour(url, `content-length: ${31 * megabyte.length}\r\nconnection: close`, 31);
    expect(response).toMatch(/^HTTP\/1\.1 413 [^]*too large$/);
    expect(sent).toBe(31);
  });

  it.each([`content-length: ${500 * megabyte.length}`, `transfer-encoding: chunked`])(
    '[A4] is followed by a limited number of ignored bytes: %s',
    async (head) => {
      const url = await listen((_request, response) => {
        response.writeHead(413, { 'content-length': 9 });
        response.end('too large');
      });
      const { response, sent } = await pour(url, head, 500);
      expect(sent).toBeLessThan(100);
      // Behind a length, what follows is a body; behind no length it is rubbish where a chunk should be.
      if (head.startsWith('content-length')) expect(response).toMatch(/^HTTP\/1\.1 413 [^]*too large$/);
    },
  );

  it('[A4] closes the connection after a limited time, also for a client that sends slowly', async () => {
    const url = await listen(refuse, { maxMs: 400, idleMs: 200 });
    const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined);
    socket.resume().write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n');
    const trickle = setInterval(() => socket.write('x'), 50);
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(trickle);
  });

  it('[A4] keeps the connection if the whole body has arrived', async () => {
    const url = await listen((request, response) => {
      request.resume().once('end', () => response.end('read'));
    });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let received = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      received += text;
      if (received.endsWith('read')) send();
    });
    const send = () => {
      const isLast = received !== '';
      socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n${isLast ? 'connection: close\r\n' : ''}\r\nx`);
    };
    send();
    await new Promise((resolve) => socket.once('close', resolve));
    expect(received.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  });
});

describe('an Expect: 100-continue header', () => {
  it('[A4] gets a 100 when the body is read, and none when it is refused unread', async () => {
    const reading = await listen((request, response) => {
      if (request.url === '/refused') return refuse(request, response);
      request.resume().once('end', () => response.end('read'));
      return undefined;
    });
    const ask = async (path: string): Promise<string> => {
      const socket = connect(Number(new URL(reading).port), '127.0.0.1');
      let received = '';
      socket.setEncoding('latin1').on('data', (text: string) => {
        received += text;
        if (text.startsWith('HTTP/1.1 100')) socket.write('x');
      });
      socket.write(
        `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\nconnection: close\r\nexpect: 100-continue\r\n\r\n`,
      );
      await new Promise((resolve) => socket.once('close', resolve));
      return received;
    };
    expect(await ask('/refused')).toMatch(/^HTTP\/1\.1 413 /);
    expect(await ask('/read')).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  });

  it('with another value is ignored', async () => {
    const url = await listen((_request, response) => void response.end('fine'));
    const { stdout } = await promisify(execFile)('curl', ['-s', '-H', 'expect: miracles', url]);
    expect(stdout).toBe('fine');
  });
});
