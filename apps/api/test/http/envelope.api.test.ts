import { describe, expect, it } from 'vitest';
import { useApp } from '../support/use-app.ts';
import { exchangeRaw, failureOf } from '../support/failures.ts';
import { register } from '../support/clients/users.ts';

const app = useApp();

const send = (path: string, init: RequestInit = {}): Promise<Response> => app.browser().fetch(path, init);
const json = { 'content-type': 'application/json' };
const postLogin = (body: string | Buffer, headers: Record<string, string> = json): Promise<Response> =>
  send('/v1/auth/login', { method: 'POST', body, headers });

describe('an address or method that does not exist', () => {
  it.each([
    '/',
    '/v1',
    '/v1/nothing',
    '/v1/auth/me/',
    '/V1/auth/me',
    '//v1/auth/me',
    '/v1/auth/%6de/x',
    '/wp-login.php',
  ])('answers 404 for %s', async (path) => {
    const response = await exchangeRaw(app.baseUrl, `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    expect(response.status).toBe(404);
    expect(await failureOf(response)).toMatchObject({ code: 'NOT_FOUND', details: {} });
  });

  it.each(['/v1/%', '/v1/%E0%A4%A', '/v1/users/%FF'])('answers 4xx for the badly escaped %s', async (path) => {
    const response = await exchangeRaw(app.baseUrl, `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    expect([400, 404]).toContain(response.status);
    await failureOf(response);
  });

  it.each([
    ['GET', '/v1/auth/login', 'OPTIONS, POST'],
    ['DELETE', '/v1/auth/me', 'GET, HEAD, OPTIONS'],
    ['PUT', '/v1/users/me', 'DELETE, GET, HEAD, OPTIONS, PATCH'],
  ])('answers 405 with Allow to %s %s', async (method, path, expected) => {
    const response = await send(path, { method });
    const { code, details } = await failureOf(response);
    expect({ status: response.status, code }).toEqual({ status: 405, code: 'METHOD_NOT_ALLOWED' });
    const allow = (response.headers.get('allow') ?? '').split(', ');
    expect(details.allowed).toEqual(allow);
    for (const name of allow) expect(expected.split(', ')).toContain(name);
    expect(allow).not.toContain(method);
    expect(allow.length).toBeGreaterThan(0);
  });

  it('answers 404 for an excessively long path segment', async () => {
    const response = await send(`/v1/users/${'a'.repeat(3000)}`);
    expect([400, 404, 414]).toContain(response.status);
    await failureOf(response);
  });
});

describe('a body that cannot be read', () => {
  it.each(['{', '{"identifier":}', 'nonsense', "{'a':1}", '\ufeff{', '{"a":1}{"b":2}'])(
    'answers MALFORMED_JSON to %s',
    async (body) => {
      const response = await postLogin(body);
      expect({ status: response.status, ...(await failureOf(response)) }).toMatchObject({
        status: 400,
        code: 'MALFORMED_JSON',
      });
    },
  );

  it.each(['__proto__', 'constructor'])('refuses a body that would change the prototype by %s', async (key) => {
    const response = await postLogin(`{"${key}":{"prototype":{"role":"ADMIN"}},"identifier":"x","password":"y"}`);
    expect({ status: response.status, ...(await failureOf(response)) }).toMatchObject({
      status: 400,
      code: 'MALFORMED_JSON',
    });
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'x',
  ])('answers 415 to the content type %s', async (type) => {
    const response = await postLogin('{"identifier":"x","password":"y"}', { 'content-type': type });
    expect({ status: response.status, ...(await failureOf(response)) }).toMatchObject({
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
    });
  });

  it('accepts JSON whose content type names a charset', async () => {
    const response = await postLogin('{"identifier":"nobody","password":"y"}', {
      'content-type': 'application/json; charset=utf-8',
    });
    expect((await failureOf(response)).code).toBe('INVALID_CREDENTIALS');
  });

  it('answers 413 to a body over the limit, with or without a Content-Length', async () => {
    const body = JSON.stringify({ identifier: 'x'.repeat(70_000), password: 'y' });
    const announced = await postLogin(body);
    expect({ status: announced.status, ...(await failureOf(announced)) }).toMatchObject({
      status: 413,
      code: 'PAYLOAD_TOO_LARGE',
    });
    const chunk = 'x'.repeat(70_000);
    const head =
      'POST /v1/auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';
    const streamed = await exchangeRaw(app.baseUrl, `${head}${chunk.length.toString(16)}\r\n${chunk}\r\n0\r\n\r\n`);
    expect({ status: streamed.status, ...(await failureOf(streamed)) }).toMatchObject({
      status: 413,
      code: 'PAYLOAD_TOO_LARGE',
    });
  });

  it.each(['null', '[]', '"text"', '1', 'true', ''])('answers VALIDATION_ERROR to the JSON %s', async (body) => {
    const response = await postLogin(body);
    expect({ status: response.status, ...(await failureOf(response)) }).toMatchObject({
      status: 400,
      code: 'VALIDATION_ERROR',
    });
  });

  it('answers 4xx to bytes that are not UTF-8 and to ten thousand nested arrays', async () => {
    for (const body of [Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), '['.repeat(10_000) + ']'.repeat(10_000)]) {
      const response = await postLogin(body);
      expect(response.status).toBe(400);
      await failureOf(response);
    }
  });
});

describe('a body that is not valid', () => {
  it('gets an error for every invalid field, and unknown fields are named', async () => {
    const response = await postLogin(JSON.stringify({ identifier: '', role: 'ADMIN', '': 1 }));
    const { code, details } = await failureOf(response);
    expect(response.status).toBe(400);
    expect(code).toBe('VALIDATION_ERROR');
    expect(details.fields).toMatchObject({
      identifier: ['Enter your username or e-mail.'],
      password: ['This field is required.'],
      role: ['This field is not known.'],
    });
  });

  it('gets a small response even with many unknown fields', async () => {
    const body = Object.fromEntries(Array.from({ length: 4000 }, (_, index) => [`f${index}`, 1]));
    const response = await postLogin(JSON.stringify(body));
    const text = await response.clone().text();
    expect((await failureOf(response)).code).toBe('VALIDATION_ERROR');
    expect(text.length).toBeLessThan(8000);
  });

  it('is reported like invalid query and path parameters, with readable messages', async () => {
    const query = await failureOf(await send('/v1/users/availability?username=a&extra=1'));
    expect(query).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { fields: { extra: ['This field is not known.'] } },
    });
    const repeated = await failureOf(await send('/v1/users/availability?username=a&username=b'));
    expect(repeated).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { fields: { username: [expect.any(String)] } },
    });
    const { browser } = await register(app);
    const params = await failureOf(await browser.fetch('/v1/auth/sessions/42', { method: 'DELETE' }));
    expect(params).toMatchObject({ code: 'VALIDATION_ERROR', details: { fields: { id: ['This is not an id.'] } } });
    const listing = async (text: string) =>
      (await failureOf(await browser.fetch(`/v1/uploads?${text}`))).details.fields;
    expect(await listing('limit=0.5')).toEqual({ limit: ['This must be a whole number.'] });
    expect(await listing('limit=ten&kind=FILM')).toEqual({
      kind: ['This must be “AVATAR” or “IMAGE”.'],
      limit: ['This must be a number.'],
    });
  });
});

describe('bad HTTP', () => {
  it.each([
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['an unknown method', 'BREW /v1/auth/me HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['two lengths', 'POST /v1/auth/login HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    [
      'a length and chunks',
      'POST /v1/auth/login HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a header with a NUL', 'GET /v1/auth/me HTTP/1.1\r\nhost: x\r\nx-a: b\0c\r\n\r\n'],
    ['a folded header', 'GET /v1/auth/me HTTP/1.1\r\nhost: x\r\nx-a: b\r\n c\r\nbad header\r\n\r\n'],
  ])('answers 400 to %s', async (_what, bytes) => {
    const response = await exchangeRaw(app.baseUrl, bytes);
    expect(response.status).toBe(400);
    expect((await failureOf(response)).code).toBe('BAD_REQUEST');
  });

  it('answers 431 to headers that are too large', async () => {
    const response = await exchangeRaw(
      app.baseUrl,
      `GET /v1/auth/me HTTP/1.1\r\nhost: x\r\ncookie: ${'a'.repeat(20_000)}\r\n\r\n`,
    );
    expect(response.status).toBe(431);
    expect((await failureOf(response)).code).toBe('HEADERS_TOO_LARGE');
  });
});

describe('the id of a request', () => {
  it('is the caller’s, if well-formed', async () => {
    const response = await send('/v1/auth/me', { headers: { 'x-request-id': 'trace-0123_ABC' } });
    expect((await failureOf(response)).requestId).toBe('trace-0123_ABC');
  });

  it.each(['short', 'a'.repeat(65), 'spaces in it', 'semi;colon;x', '../../../etc'])(
    'replaces the caller’s if it is %s',
    async (given) => {
      const response = await send('/v1/auth/me', { headers: { 'x-request-id': given } });
      expect((await failureOf(response)).requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    },
  );

  it('is also in successful responses, and unique per request', async () => {
    const ids = await Promise.all([1, 2].map(async () => (await send('/v1/health/live')).headers.get('x-request-id')));
    expect(new Set(ids).size).toBe(2);
    expect(ids).not.toContain(null);
  });
});

describe('problem details', () => {
  it.each([
    ['/v1/nothing', 404, 'NOT_FOUND'],
    ['/v1/auth/me', 401, 'UNAUTHENTICATED'],
    ['/v1/users/availability', 400, 'VALIDATION_ERROR'],
  ])('are the format of %s when requested', async (path, status, code) => {
    const response = await send(path, { headers: { accept: 'application/problem+json, application/json;q=0.5' } });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    const problem = (await response.json()) as Record<string, unknown>;
    expect(problem).toMatchObject({
      type: `urn:pixelboxx:error:${code}`,
      status,
      code,
      title: expect.any(String) as string,
    });
    expect(problem['instance']).toBe(`urn:pixelboxx:request:${response.headers.get('x-request-id')}`);
    expect(problem['errors']).toEqual(
      code === 'VALIDATION_ERROR' ? { username: ['This field is required.'] } : undefined,
    );
  });
});

describe('HEAD and OPTIONS', () => {
  it('respond to HEAD like GET without the body', async () => {
    const { browser } = await register(app);
    for (const client of [browser, app.browser()]) {
      const [get, head] = await Promise.all(['GET', 'HEAD'].map((method) => client.fetch('/v1/auth/me', { method })));
      expect(head?.status).toBe(get?.status);
      expect(await head?.text()).toBe('');
    }
  });

  it('respond to a preflight of the web origin, and name no origin to others', async () => {
    const preflight = (origin: string): Promise<Response> =>
      send('/v1/auth/login', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    const own = await preflight('http://localhost:3000');
    expect(own.status).toBe(204);
    expect(own.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });
});
