import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readDocumentedStatuses } from '../check/documented.ts';
import { checkByContract } from '../check/by-contract.ts';
import type { Principal } from '../generate/case.ts';
import { apiOperations } from '../generate/operations.ts';
import { HttpClient, NoResponse } from '../http/client.ts';
import { MalformedResponse } from '../http/response-parser.ts';
import { FakeServer, failure, responseOf } from './fake-server.ts';

const documented = readDocumentedStatuses(join(import.meta.dirname, '../../docs/openapi.json'));
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

async function clientOf(reply: string | null, timeoutMs = 2_000): Promise<HttpClient> {
  const server = new FakeServer((socket) => {
    if (reply === null) return;
    socket.write(Buffer.from(reply, 'latin1'));
  });
  const client = new HttpClient(await server.listen(), timeoutMs);
  cleanups.push(
    () => server.close(),
    () => client.close(),
  );
  return client;
}

/** Sends a request to the fake server and checks its response. @returns the fault, or nothing */
async function faultOf(
  reply: string,
  target = '/v1/auth/me',
  principal: Principal = 'user',
  method = 'GET',
  operations = apiOperations,
): Promise<string> {
  const client = await clientOf(reply);
  const request = { method, target, headers: [['host', 'x']], body: null } as const;
  const response = await client.send(request);
  try {
    checkByContract({ operations, documented }, { principal, request, response });
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const me = {
  id: '0198a000-0000-7000-8000-000000000001',
  username: 'ada',
  email: 'ada@example.org',
  displayName: null,
  avatarUrl: null,
  isVerified: false,
  role: 'USER',
  language: null,
  createdAt: '2026-01-01T00:00:00.000Z',
};

describe('a response that keeps the contract', () => {
  it.each([
    ['a success', responseOf({ status: 200, body: { success: true, data: me } })],
    ['a documented failure', responseOf({ status: 401, body: failure('UNAUTHENTICATED') })],
    [
      'a pause that is asked for',
      responseOf({ status: 503, body: failure('OVERLOADED'), headers: { 'retry-after': '1' } }),
    ],
    [
      'chunks',
      `HTTP/1.1 401 X\r\nx-request-id: request-0001\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"suc\r\n${(JSON.stringify(failure('UNAUTHENTICATED')).length - 5).toString(16)}\r\n${JSON.stringify(failure('UNAUTHENTICATED')).slice(5)}\r\n0\r\n\r\n`,
    ],
  ])('is no fault: %s', async (_, reply) => {
    expect(await faultOf(reply)).toBe('none');
  });
});

describe('a stream', () => {
  const streamOf = (chunk: string, type = 'text/event-stream') =>
    `HTTP/1.1 200 X\r\nx-request-id: request-0001\r\ncontent-type: ${type}\r\ntransfer-encoding: chunked\r\n\r\n${chunk.length.toString(16)}\r\n${chunk}\r\n`;

  it('is no fault if it begins but does not end', async () => {
    expect(await faultOf(streamOf('retry: 2000\n\n'), '/v1/events')).toBe('none');
  });

  it('is a fault if it begins differently, has another type, or needs no access', async () => {
    expect(await faultOf(streamOf('data: x\n\n'), '/v1/events')).toMatch(/without its beginning/);
    const json = responseOf({ status: 200, body: { success: true, data: {} } });
    expect(await faultOf(json, '/v1/events')).toMatch(/is application\/json/);
    expect(await faultOf(streamOf('retry: 2000\n\n'), '/v1/events', 'nobody')).toMatch(/200 for nobody/);
  });
});

describe('a fault', () => {
  it.each([
    ['500', responseOf({ status: 500, body: failure('INTERNAL_ERROR') }), /^500 at GET/],
    ['503 for anything but overload', responseOf({ status: 503, body: failure('SERVICE_UNAVAILABLE') }), /^503 at/],
    ['an undocumented status', responseOf({ status: 409, body: failure('USERNAME_TAKEN') }), /409 is not documented/],
    [
      'a field too many',
      responseOf({ status: 200, body: { success: true, data: { ...me, passwordHash: 'x' } } }),
      /not declared/,
    ],
    [
      'a field of another type',
      responseOf({ status: 200, body: { success: true, data: { ...me, id: 7 } } }),
      /breaks its schema/,
    ],
    ['no envelope', responseOf({ status: 200, body: me }), /no success envelope/],
    ['a failure outside the envelope', responseOf({ status: 401, body: { statusCode: 401 } }), /no failure envelope/],
    [
      'a failure that is a page',
      responseOf({ status: 401, body: '<p>', headers: { 'content-type': 'text/html' } }),
      /is text\/html/,
    ],
    ['an unknown code', responseOf({ status: 401, body: failure('WHATEVER') }), /unknown code/],
    [
      'a code of another status',
      responseOf({ status: 401, body: failure('NOT_FOUND') }),
      /code NOT_FOUND of another status/,
    ],
    [
      'another id in the body',
      responseOf({ status: 401, body: failure('UNAUTHENTICATED', 'request-0002') }),
      /names another request/,
    ],
    [
      'no id',
      responseOf({ status: 401, body: failure('UNAUTHENTICATED'), headers: { 'x-request-id': '' } }),
      /without x-request-id/,
    ],
    ['a trace', responseOf({ status: 401, body: `{"x":"y"}\n    at Object.run (main.js:1:1)` }), /tells internals/],
    ['429 without advice', responseOf({ status: 429, body: failure('RATE_LIMITED') }), /without Retry-After/],
  ])('is reported: %s', async (_, reply, fault) => {
    expect(await faultOf(reply)).toMatch(fault);
  });

  it('is reported if a caller gets access without permission', async () => {
    const list = { success: true, data: { items: [], nextCursor: null } };
    const reply = responseOf({ status: 200, body: list });
    expect(await faultOf(reply, '/v1/admin/users', 'user')).toMatch(/^200 for user/);
    expect(await faultOf(reply, '/v1/admin/users', 'mod')).toBe('none');
    expect(await faultOf(reply, '/v1/admin/%75sers', 'nobody')).toMatch(/^200 for nobody/);
  });

  it('is reported if a 405 has no Allow header', async () => {
    expect(
      await faultOf(responseOf({ status: 405, body: failure('METHOD_NOT_ALLOWED') }), '/v1/auth/me', 'user', 'PUT'),
    ).toMatch(/Allow/);
  });
});

describe('a deprecated operation', () => {
  const deprecated = { since: '2026-12-01', sunset: '2027-03-01', instead: '/v1/users/me' } as const;
  const operations = apiOperations.map((spec) => (spec.path === '/v1/auth/me' ? { ...spec, deprecated } : spec));
  const told = { deprecation: '@1796083200', sunset: 'Mon, 01 Mar 2027 00:00:00 GMT' };
  const success = (headers: Record<string, string>) =>
    responseOf({ status: 200, body: { success: true, data: me }, headers });
  const faultOfDeprecated = (reply: string) => faultOf(reply, '/v1/auth/me', 'user', 'GET', operations);

  it('must have its headers in every response; other operations may', async () => {
    expect(await faultOfDeprecated(success(told))).toBe('none');
    expect(await faultOf(success(told))).toBe('none');
    const refused = { status: 401, body: failure('UNAUTHENTICATED') };
    expect(await faultOfDeprecated(responseOf({ ...refused, headers: told }))).toBe('none');
    expect(await faultOfDeprecated(responseOf(refused))).toBe('401 without Deprecation');
    expect(await faultOfDeprecated(success({ deprecation: '@1796083200' }))).toBe('200 without Sunset');
  });

  it('must have dates in the standard formats', async () => {
    expect(await faultOfDeprecated(success({ ...told, deprecation: 'true' }))).toMatch(/^200 with a false Deprecation/);
    expect(await faultOfDeprecated(success({ ...told, sunset: '2027-03-01' }))).toMatch(/^200 with a false Sunset/);
  });

  it('is not checked where no operation is found', async () => {
    expect(await faultOfDeprecated(responseOf({ status: 404, body: failure('NOT_FOUND') }))).toMatch(/not documented/);
    expect(await faultOfDeprecated(responseOf({ status: 431, body: failure('HEADERS_TOO_LARGE') }))).toBe('none');
  });
});

describe('a missing response', () => {
  const request = { method: 'GET', target: '/', headers: [['host', 'x']], body: null } as const;

  it('is reported if nothing arrives in time', async () => {
    const client = await clientOf(null, 100);
    await expect(client.send(request)).rejects.toMatchObject({ kind: 'timeout' });
  });

  it.each(['', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345'])(
    'is reported when the connection ends after %j',
    async (text) => {
      const server = new FakeServer((socket) => socket.end(text));
      const client = new HttpClient(await server.listen());
      cleanups.push(() => server.close());
      await expect(client.send(request)).rejects.toBeInstanceOf(NoResponse);
    },
  );

  it.each([
    'SSH-2.0-x\r\n\r\n',
    'HTTP/1.1 200\r\nno field\r\n\r\n',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
  ])('includes invalid HTTP: %j', async (text) => {
    const client = await clientOf(text);
    await expect(client.send(request)).rejects.toBeInstanceOf(MalformedResponse);
  });

  it('is retried once on a kept connection that was closed', async () => {
    let count = 0;
    const server = new FakeServer((socket) => {
      count += 1;
      if (count === 2) socket.destroy();
      else socket.write(responseOf({ status: 204 }).replace('content-length: 0\r\n', ''));
    });
    const client = new HttpClient(await server.listen());
    cleanups.push(
      () => server.close(),
      () => client.close(),
    );
    for (let call = 0; call < 2; call += 1) expect((await client.send(request)).status).toBe(204);
    expect(count).toBe(3);
  });
});
