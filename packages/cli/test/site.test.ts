import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isPassing, type Pace, retrying } from '../src/site/retrying.ts';
import { Site } from '../src/site/site.ts';
import { TusUploads } from '../src/site/tus.ts';

type Respond = (request: IncomingMessage, response: ServerResponse) => void;
let respond: Respond[] = [];
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
  request.resume().on('end', () => (respond.length > 1 ? respond.shift() : respond[0])?.(request, response));
});
let url: string;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});
beforeEach(() => {
  asked.length = 0;
  waits.length = 0;
});

const waits: number[] = [];
const pace = (signal = new AbortController().signal): Pace => ({
  signal,
  sleep: (ms) => (waits.push(ms), Promise.resolve()),
  random: () => 0.5,
  onWait: () => undefined,
});
const site = (signal = new AbortController().signal) => new Site({ url, token: 'pxb_t', signal, userAgent: 'test' });
const json =
  (status: number, body: object, headers = {}) =>
  (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
const failing = (status: number, code: string, details = {}) =>
  json(status, { success: false, error: { code, message: 'No.', details, requestId: 'r' } });
const me = json(200, { success: true, data: { username: 'ada' } });
const whoami = (to = site()) => retrying(() => to.client('auth.me'), pace());

describe('a site that fails temporarily', () => {
  it('is retried at the time that it states, and not before', async () => {
    respond = [
      failing(429, 'RATE_LIMITED', { retryAfterSeconds: 40 }),
      failing(503, 'OVERLOADED', { retryAfterSeconds: 3 }),
      me,
    ];
    expect(await whoami()).toMatchObject({ username: 'ada' });
    expect(waits).toEqual([40_500, 3500]);
  });

  it('is retried at the time that a proxy states, without the site’s error format', async () => {
    const proxy: Respond = (_, response) =>
      response.writeHead(503, { 'retry-after': '7', 'content-type': 'text/html' }).end('<p>no</p>');
    respond = [proxy, me];
    expect(await whoami()).toMatchObject({ username: 'ada' });
    expect(waits).toEqual([7500]);
  });

  it('is retried with increasing delays while connections break, and finally given up', async () => {
    respond = [(request) => request.socket.destroy()];
    await expect(whoami()).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000]);
    expect(asked).toHaveLength(8);
  });

  it('is waited for at a rate limit, any number of times', async () => {
    respond = [...Array.from({ length: 20 }, () => failing(429, 'RATE_LIMITED', { retryAfterSeconds: 1 })), me];
    expect(await whoami()).toMatchObject({ username: 'ada' });
    expect(waits).toHaveLength(20);
  });

  it('is not retried after a definite refusal', async () => {
    for (const [status, code] of [
      [401, 'UNAUTHENTICATED'],
      [403, 'INSUFFICIENT_SCOPE'],
      [409, 'QUOTA_EXCEEDED'],
      [422, 'INVALID_IMAGE'],
    ] as const) {
      respond = [failing(status, code)];
      const error = await whoami().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code });
      expect(isPassing(error)).toBe(false);
    }
    expect(waits).toEqual([]);
  });

  it('is not waited for any longer when the program is told to end', async () => {
    const controller = new AbortController();
    const reason = new Error('told to end');
    respond = [() => controller.abort(reason)];
    await expect(retrying(() => site(controller.signal).client('auth.me'), pace(controller.signal))).rejects.toBe(
      reason,
    );
    expect(asked).toHaveLength(1);
  });
});

describe('a token', () => {
  it('is not sent to another site after a redirect', async () => {
    respond = [(_, response) => response.writeHead(302, { location: 'https://evil.example/v1/auth/me' }).end()];
    await expect(whoami()).rejects.toMatchObject({ code: 'REDIRECTED', exitCode: 4 });
    expect(asked).toEqual(['GET /v1/auth/me Bearer pxb_t']);
  });

  it('is not sent to another site’s upload URL', async () => {
    const id = '0197a2d0-6d3c-7a4e-8f00-2b1c9e5d7a10';
    const uploads = new TusUploads(site(), 'private');
    respond = [(_, response) => response.writeHead(201, { location: `https://evil.example/${id}` }).end()];
    expect(await uploads.create(3)).toBe(id);
    respond = [(_, response) => response.writeHead(204, { 'upload-offset': '3' }).end()];
    expect(await uploads.append(id, 0, new Uint8Array(3))).toEqual({ offset: 3, uploadId: null });
    expect(asked.at(-1)).toBe(`PATCH /v1/resumable-uploads/${id} Bearer pxb_t`);
    respond = [(_, response) => response.writeHead(201, { location: '/v1/auth/logout' }).end()];
    await expect(uploads.create(3)).rejects.toMatchObject({ code: 'UNREADABLE_ANSWER' });
  });
});
