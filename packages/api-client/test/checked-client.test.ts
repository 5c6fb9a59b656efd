import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import {
  accountEndpoints,
  authEndpoints,
  endpoint,
  healthEndpoints,
  screeningEndpoints,
  userEndpoints,
} from '@pixelboxx/shared';
import { ApiError, createClient } from '../src/checked-client.ts';
import {
  breakOff,
  empty,
  failure,
  hangUp,
  json,
  startRespondingServer,
  success,
  type RespondingServer,
} from '@pixelboxx/config/testing/responding-server';

let server: RespondingServer;
beforeAll(async () => void (server = await startRespondingServer()));
afterAll(() => server.close());

const client = (options = {}) => createClient({ baseUrl: server.url, ...options });

const ada = {
  id: '0197c8f0-1111-7222-8333-444455556666',
  username: 'ada',
  email: 'ada@example.org',
  displayName: null,
  avatarUrl: null,
  isVerified: false,
  role: 'USER',
  language: null,
  createdAt: '2026-01-02T03:04:05.678Z',
};

const credentials = { identifier: 'ada', password: 'correct horse' };

async function errorOf(call: Promise<unknown>): Promise<ApiError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

describe('a call that succeeds', () => {
  it('resolves to the data, without the envelope', async () => {
    server.respondWith(success(ada));
    expect(await client()(authEndpoints.login, { body: credentials })).toEqual(ada);
    expect(server.received).toEqual([
      expect.objectContaining({ method: 'POST', url: '/v1/auth/login', body: JSON.stringify(credentials) }),
    ]);
    expect(server.received[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      accept: 'application/json',
    });
  });

  it('drops what the contract does not declare', async () => {
    server.respondWith(success({ status: 'ok', uptime: 5 }));
    expect(await client()(healthEndpoints.live)).toEqual({ status: 'ok' });
  });

  it.each([
    [204, authEndpoints.logout],
    [202, accountEndpoints.resendVerification],
  ])('resolves to undefined for %i without a body', async (status, spec) => {
    server.respondWith(empty(status));
    await expect(client()(spec)).resolves.toBeUndefined();
    expect(server.received[0]?.body).toBe('');
    expect(server.received[0]?.headers['content-type']).toBeUndefined();
  });

  it('sends the headers given along', async () => {
    server.respondWith(empty(204));
    await client()(authEndpoints.logout, { headers: { cookie: 'a=b', 'x-request-id': 'mine' } });
    expect(server.received[0]?.headers).toMatchObject({ cookie: 'a=b', 'x-request-id': 'mine' });
  });
});

describe('parameters and queries', () => {
  const search = endpoint({
    method: 'GET',
    path: '/v1/things/:kind/:id',
    access: 'public',
    status: 200,
    summary: 'Find things',
    params: z.strictObject({ kind: z.string(), id: z.number() }),
    query: z.strictObject({ text: z.string(), limit: z.number().optional(), exact: z.boolean().optional() }),
    data: z.object({ found: z.boolean() }),
  });

  it('are encoded, and left out when undefined', async () => {
    server.respondWith(success({ found: true }));
    await client()(search, { params: { kind: 'a/b?c#d é', id: 7 }, query: { text: 'x&y=z +%', exact: true } });
    const url = new URL(server.received[0]?.url ?? '', server.url);
    expect(url.pathname).toBe('/v1/things/a%2Fb%3Fc%23d%20%C3%A9/7');
    expect([...url.searchParams]).toEqual([
      ['text', 'x&y=z +%'],
      ['exact', 'true'],
    ]);
  });

  it.each(['.', '..', '\ud800'])('that cannot be part of a URL result in not found: %j', async (username) => {
    server.respondWith(success({}));
    const error = await errorOf(client()(userEndpoints.profile, { params: { username } }));
    expect(error).toMatchObject({ code: 'NOT_FOUND', status: 404 });
    expect(server.received).toEqual([]);
  });
});

describe('files', () => {
  const upload = endpoint({
    method: 'POST',
    path: '/v1/files',
    access: 'user',
    status: 201,
    summary: 'Send a file',
    body: z.strictObject({ visibility: z.string().optional(), note: z.string().optional() }),
    file: 'file',
    data: z.object({ ok: z.boolean() }),
  });

  it('are sent as multipart, after the fields, which are left out when undefined', async () => {
    server.respondWith(success({ ok: true }, 201));
    const file = new Blob(['bytes of a file'], { type: 'image/png' });
    await client()(upload, { body: { visibility: 'private', note: undefined }, file, filename: 'me.png' });
    const { headers, body } = server.received[0] ?? { headers: {}, body: '' };
    expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect([...body.matchAll(/name="(\w+)"/g)].map(([, name]) => name)).toEqual(['visibility', 'file']);
    expect(body).toContain('filename="me.png"');
    expect(body).toContain('Content-Type: image/png');
    expect(body).toContain('bytes of a file');
  });

  it.each([
    ['image/webp', 'image/webp'],
    ['', 'application/octet-stream'],
  ])('are sent as raw bytes if the endpoint requires it: %j', async (type, sent) => {
    const scores = { drawing: 0, hentai: 0, neutral: 1, porn: 0, sexy: 0 };
    server.respondWith(success({ scores, flagged: false, model: 'm', milliseconds: 1 }));
    await client()(screeningEndpoints.screen, { bytes: new Blob(['RIFF'], { type }) });
    expect(server.received[0]?.headers['content-type']).toBe(sent);
    expect(server.received[0]?.body).toBe('RIFF');
  });
});

describe('a call that fails', () => {
  it('rejects with the code, the details and the request id', async () => {
    const details = { fields: { email: ['This is not an e-mail address.'] } };
    server.respondWith(failure(400, 'VALIDATION_ERROR', details));
    const error = await errorOf(client()(authEndpoints.login, { body: credentials }));
    expect(error).toMatchObject({ code: 'VALIDATION_ERROR', status: 400, details, requestId: 'request-1' });
    expect(error.message).toBe('It is VALIDATION_ERROR.');
  });

  it('keeps a code unknown to this version', async () => {
    server.respondWith(failure(418, 'TEAPOT'));
    expect(await errorOf(client()(healthEndpoints.live))).toMatchObject({ code: 'TEAPOT', status: 418 });
  });

  it.each([
    ['a page of a proxy', 502, (status: number) => json(status, '<html>')],
    ['no body', 500, empty],
    ['an answer that is no JSON', 200, empty],
    ['a success without data', 200, (status: number) => json(status, { success: true })],
    ['data of another shape', 200, (status: number) => success({ status: 'fine' }, status)],
    ['a failure with a good status', 200, () => failure(200, 'NOT_FOUND')],
  ])('rejects with an unreadable response for %s', async (_, status, response) => {
    server.respondWith(response(status));
    const error = await errorOf(client()(healthEndpoints.live));
    expect(error).toMatchObject({ code: 'UNREADABLE_ANSWER', status, requestId: null });
  });

  it.each([
    ['nobody listens', () => createClient({ baseUrl: 'http://127.0.0.1:1' })],
    ['the connection is cut', () => (server.respondWith(hangUp), client())],
    ['the answer breaks off', () => (server.respondWith(breakOff), client())],
  ])('is a network error when %s', async (_, make) => {
    const error = await errorOf(make()(healthEndpoints.live));
    expect(error).toMatchObject({ code: 'NETWORK_ERROR', status: 0, details: {} });
    expect(error.cause).toBeInstanceOf(Error);
  });
});

describe('a call that is aborted', () => {
  const reason = new Error('The page was left.');

  it('before it is sent rejects with the reason, not as a network error', async () => {
    server.respondWith(empty(204));
    await expect(client()(healthEndpoints.live, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(server.received).toEqual([]);
  });

  it('while it waits rejects with the reason, not as a network error', async () => {
    server.respondWith(() => undefined);
    const controller = new AbortController();
    const call = client()(healthEndpoints.live, { signal: controller.signal });
    await expect.poll(() => server.received.length, { timeout: 15_000 }).toBe(1);
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
  });
});

describe('a session that has expired', () => {
  const expired = failure(401, 'UNAUTHENTICATED');

  it('is renewed, and the call repeated', async () => {
    server.respondWith(expired, success(ada));
    const renewSession = vi.fn(() => Promise.resolve(true));
    expect(await client({ renewSession })(authEndpoints.me)).toEqual(ada);
    expect(renewSession).toHaveBeenCalledOnce();
    expect(server.received).toHaveLength(2);
  });

  it('is renewed once only', async () => {
    server.respondWith(expired);
    const renewSession = vi.fn(() => Promise.resolve(true));
    expect(await errorOf(client({ renewSession })(authEndpoints.me))).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(renewSession).toHaveBeenCalledOnce();
    expect(server.received).toHaveLength(2);
  });

  it('repeats the call with its whole body', async () => {
    server.respondWith(expired, success(ada));
    const body = { displayName: 'Ada' };
    await client({ renewSession: () => Promise.resolve(true) })(userEndpoints.updateMe, { body });
    expect(server.received.map((request) => request.body)).toEqual([JSON.stringify(body), JSON.stringify(body)]);
  });

  it('fails with the original error if it cannot be renewed', async () => {
    server.respondWith(expired);
    const renewSession = vi.fn(() => Promise.resolve(false));
    expect(await errorOf(client({ renewSession })(authEndpoints.me))).toMatchObject({ status: 401 });
    expect(await errorOf(client()(authEndpoints.me))).toMatchObject({ status: 401 });
    expect(server.received).toHaveLength(2);
  });

  it.each([
    ['a public endpoint', 'UNAUTHENTICATED', 401, authEndpoints.refresh],
    ['another failure', 'FORBIDDEN', 403, authEndpoints.me],
  ])('is not renewed for %s', async (_, code, status, spec) => {
    server.respondWith(failure(status, code));
    const renewSession = vi.fn(() => Promise.resolve(true));
    expect(await errorOf(client({ renewSession })(spec))).toMatchObject({ code });
    expect(renewSession).not.toHaveBeenCalled();
    expect(server.received).toHaveLength(1);
  });
});
