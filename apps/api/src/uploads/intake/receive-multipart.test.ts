import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../platform/errors/app-error.ts';
import { receiveMultipart, type ReceiveLimits } from './receive-multipart.ts';

/** In milliseconds: for limits that must not end a test. */
const hour = 3_600_000;
const usual = {
  field: 'file',
  fields: z.strictObject({}),
  maxBytes: 1_000_000,
  idleMs: 150,
  totalMs: 700,
  minRate: { bytesPerSecond: 1, afterMs: 10_000 },
};
let limits: ReceiveLimits = usual;
let beforeReading: (request: IncomingMessage) => Promise<unknown> = () => Promise.resolve();
let server: Server;
let directory: string;
let received: Promise<unknown>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'pixelboxx-receive-'));
  server = createServer((request, response) => {
    received = beforeReading(request)
      .then(() => receiveMultipart(request, join(directory, 'file'), limits))
      .then(
        () => 'received',
        (error: unknown) => (error instanceof AppError ? error.code : error),
      );
    void received.then((outcome) => response.end(String(outcome)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

beforeEach(() => {
  limits = usual;
  beforeReading = () => Promise.resolve();
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(directory, { recursive: true });
});

const head = '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n';

async function open(): Promise<ReturnType<typeof connect>> {
  rmSync(join(directory, 'file'), { force: true });
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  const lines = [
    'POST / HTTP/1.1',
    'host: x',
    'content-type: multipart/form-data; boundary=b',
    'content-length: 900000',
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n${head}`);
  await once(server, 'request');
  return socket;
}

describe('receiving a file', () => {
  it('[82] gives up on a client that stops sending', async () => {
    limits = { ...usual, totalMs: hour, minRate: { bytesPerSecond: 1, afterMs: hour } };
    const socket = await open();
    expect(await received).toBe('REQUEST_TIMEOUT');
    socket.destroy();
  });

  it('[82] gives up on a client that sends very slowly', async () => {
    limits = { ...usual, idleMs: 1_000, totalMs: 1_500, minRate: { bytesPerSecond: 1, afterMs: hour } };
    const socket = await open();
    const trickle = setInterval(() => socket.write('x'), 40);
    const started = performance.now();
    expect(await received).toBe('REQUEST_TIMEOUT');
    // Later than the idle limit, which every byte resets.
    expect(performance.now() - started).toBeGreaterThan(1_400);
    clearInterval(trickle);
    socket.destroy();
  });

  it('[A2] gives up on a client below the minimum rate, long before the time limit', async () => {
    limits = { ...usual, idleMs: hour, totalMs: hour, minRate: { bytesPerSecond: 1000, afterMs: 200 } };
    const socket = await open();
    const trickle = setInterval(() => socket.write('x'), 40);
    expect(await received).toBe('REQUEST_TIMEOUT');
    clearInterval(trickle);
    socket.destroy();
  });

  it('[A2] notices a client that disconnected before reading began', async () => {
    limits = { ...limits, totalMs: 60_000, idleMs: 60_000 };
    beforeReading = (request) => new Promise((resolve) => request.on('error', () => undefined).once('close', resolve));
    const socket = await open();
    socket.resetAndDestroy();
    expect(await received).toBe('BAD_REQUEST');
  });

  it('notices a client that disconnects, and closes the file', async () => {
    const socket = await open();
    socket.write('half');
    socket.destroy();
    expect(await received).toBe('BAD_REQUEST');
  });

  it('writes exactly the bytes of the file, whatever the chunks', async () => {
    rmSync(join(directory, 'file'), { force: true });
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(777_777)]), 'a.bin');
    const reply = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
      method: 'POST',
      body: form,
    });
    expect(await reply.text()).toBe('received');
    expect(statSync(join(directory, 'file')).size).toBe(777_777);
    expect(statSync(join(directory, 'file')).mode & 0o077).toBe(0);
    expect(existsSync(join(directory, 'a.bin'))).toBe(false);
  });
});
