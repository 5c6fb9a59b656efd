import { authEndpoints } from '@pixelboxx/shared';
import { expect, it } from 'vitest';
import { useApp } from '../../support/use-app.ts';
import { failureOf } from '../../support/failures.ts';
import { newCredentials } from '../../support/clients/users.ts';

/** What `npm start -- --lan` makes of a private address: plain http, no localhost. */
const lanOrigin = 'http://192.168.1.7:3000';

const app = useApp({ WEB_ORIGIN: lanOrigin });

it('[D5] a phone on plain http, which sends Origin but no Sec-Fetch-Site, can register and sign in', async () => {
  const phone = app.browser();
  phone.headers['origin'] = lanOrigin;
  const credentials = newCredentials();
  const registered = await phone.post('/v1/auth/register', credentials);
  expect(registered.status).toBe(201);
  phone.cookies.clear();

  const { email: identifier, password } = credentials;
  const response = await phone.post('/v1/auth/login', { identifier, password });
  expect(response.status).toBe(200);
  // A browser drops Secure cookies, and __Host- ones, that came by plain http.
  const cookies = response.headers.getSetCookie();
  expect(cookies.length).toBeGreaterThan(0);
  expect(cookies.filter((cookie) => /^__Host-|;\s*secure/i.test(cookie))).toEqual([]);
  expect((await phone.call(authEndpoints.me)).username).toBe(credentials.username);
});

it('[D5] other origins are still refused on plain http, including localhost', async () => {
  for (const origin of ['http://localhost:3000', 'http://192.168.1.8:3000', 'https://192.168.1.7:3000']) {
    const response = await app.browser().post('/v1/auth/register', newCredentials(), { origin });
    expect({ origin, status: response.status, code: (await failureOf(response)).code }).toEqual({
      origin,
      status: 403,
      code: 'CSRF_REJECTED',
    });
  }
});
