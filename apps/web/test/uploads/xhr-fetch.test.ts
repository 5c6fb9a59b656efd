// @vitest-environment jsdom
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchWithProgress } from '@/features/uploads/sending/xhr-fetch.ts';

let server: Server;
let received: { method: string; key: string; bytes: number }[];
let address: string;

beforeEach(async () => {
  received = [];
  server = createServer((request, response) => {
    const open = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'idempotency-key' };
    if (request.method === 'OPTIONS') {
      response.writeHead(204, open).end();
      return;
    }
    if (request.url === '/silent') return;
    let bytes = 0;
    request.on('data', (chunk: Buffer) => (bytes += chunk.length));
    request.on('end', () => {
      received.push({ method: request.method ?? '', key: String(request.headers['idempotency-key']), bytes });
      response.writeHead(422, { ...open, 'content-type': 'application/json' }).end('{"success":false}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const body = 'x'.repeat(200_000);

describe('fetch with progress', () => {
  it('sends the same request as fetch, reports its progress, and returns the same response', async () => {
    const sent: number[] = [];
    const request = fetchWithProgress((bytes) => sent.push(bytes));
    const response = await request(address, { method: 'POST', headers: { 'idempotency-key': 'k' }, body });
    expect([response.status, response.ok, await response.text()]).toEqual([422, false, '{"success":false}']);
    expect(received).toEqual([{ method: 'POST', key: 'k', bytes: body.length }]);
    expect(sent.at(-1)).toBe(body.length);
  });

  it('rejects like fetch when the network fails', async () => {
    server.close();
    await expect(fetchWithProgress(() => undefined)('http://127.0.0.1:9')).rejects.toThrow(TypeError);
  });

  it('rejects with the abort reason, before and during the request', async () => {
    const request = fetchWithProgress(() => undefined);
    const reason = new Error('not wanted any more');
    await expect(request(address, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const running = request(`${address}/silent`, { signal: controller.signal });
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    expect(received).toEqual([]);
  });
});
