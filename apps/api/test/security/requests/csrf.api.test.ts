import { authEndpoints } from '@pixelboxx/shared';
import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../../support/use-app.ts';
import { failureOf } from '../../support/failures.ts';
import { goodPassword, newCredentials, type TestUser, register } from '../../support/clients/users.ts';

const own = 'http://localhost:3000';
const foreign: Record<string, string>[] = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'http://localhost:3000.evil.example' },
  { origin: 'http://localhost:444' },
  { origin: 'https://localhost:3000' },
  { origin: 'http://LOCALHOST:3000' },
  { origin: '' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'cross-site', origin: own },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'same-site', origin: 'http://evil.localhost:3000' },
  { 'sec-fetch-site': 'made-up', origin: own },
];

let account: TestUser;

const app = useApp();

beforeAll(async () => {
  account = await register(app);
});

async function expectRejected(response: Response): Promise<void> {
  expect({ status: response.status, code: (await failureOf(response)).code }).toEqual({
    status: 403,
    code: 'CSRF_REJECTED',
  });
  expect(response.headers.getSetCookie()).toEqual([]);
}

it.each(foreign)('[43][44] a request with %j changes nothing', async (headers) => {
  const { browser, user } = account;
  const json = { 'content-type': 'application/json' };
  const send = (method: string, path: string, body?: object): Promise<Response> =>
    browser.fetch(path, {
      method,
      headers: { ...headers, ...(body ? json : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  await expectRejected(await send('POST', '/v1/auth/logout'));
  await expectRejected(await send('POST', '/v1/auth/refresh'));
  await expectRejected(await send('DELETE', '/v1/auth/sessions'));
  await expectRejected(await send('PATCH', '/v1/users/me', { displayName: 'Taken over' }));
  await expectRejected(await send('POST', '/v1/uploads/avatar'));
  await expectRejected(await send('DELETE', '/v1/uploads/0190b1f0-0000-7000-8000-000000000000'));
  expect(await browser.call(authEndpoints.me)).toEqual(user);
});

it.each(foreign)('[47] another site cannot sign in or register a user, with %j', async (headers) => {
  const identifier = account.credentials.username;
  await expectRejected(await app.browser().post('/v1/auth/login', { identifier, password: goodPassword }, headers));
  const credentials = newCredentials();
  await expectRejected(await app.browser().post('/v1/auth/register', credentials, headers));
  expect(await app.prisma.user.count({ where: { username: credentials.username } })).toBe(0);
});

it.each([
  { origin: own },
  { 'sec-fetch-site': 'same-origin' },
  { 'sec-fetch-site': 'same-origin', origin: own },
  { 'sec-fetch-site': 'none' },
  { 'sec-fetch-site': 'same-site', origin: own },
  {},
])('[45] this site and clients other than browsers are accepted: %j', async (headers) => {
  const identifier = account.credentials.username;
  const response = await app.browser().post('/v1/auth/login', { identifier, password: goodPassword }, headers);
  expect(response.status).toBe(200);
});

it('[46] a cross-site upload is refused before its body has arrived', async () => {
  const { hostname, port } = new URL(app.baseUrl);
  const head = [
    'POST /v1/uploads/avatar HTTP/1.1',
    'host: x',
    `cookie: ${account.browser.cookieHeader()}`,
    'origin: https://evil.example',
    'content-type: multipart/form-data; boundary=b',
    'content-length: 5000000',
  ];
  const reply = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(`${head.join('\r\n')}\r\n\r\n--b\r\n`));
    socket.setTimeout(5000, () => reject(new Error('the answer waited for the body')));
    socket.once('data', (chunk: Buffer) => {
      socket.destroy();
      resolve(chunk.toString());
    });
  });
  expect(reply).toContain('HTTP/1.1 403');
  expect(reply).toContain('CSRF_REJECTED');
});

describe('[48] reading changes nothing', () => {
  it.each(['/v1/auth/logout', '/v1/auth/refresh', '/v1/auth/register', '/v1/auth/login'])('at %s', async (path) => {
    for (const method of ['GET', 'HEAD']) {
      for (const headers of [{}, { 'x-http-method-override': 'POST' }, { 'x-method-override': 'POST' }]) {
        const response = await account.browser.fetch(`${path}?_method=POST`, { method, headers });
        expect([404, 405]).toContain(response.status);
      }
    }
    expect(await account.browser.call(authEndpoints.me)).toEqual(account.user);
  });

  it('even with a method override', async () => {
    const response = await account.browser.post('/v1/auth/sessions?_method=DELETE', undefined, {
      'x-http-method-override': 'DELETE',
      'x-http-method': 'DELETE',
    });
    expect(response.status).toBe(405);
  });
});
