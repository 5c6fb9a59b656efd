import { authEndpoints } from '@pixelboxx/shared';
import { describe, expect, it, vi } from 'vitest';
import { PasswordHasher } from '../../../src/auth/passwords/password-hasher.service.ts';
import { useApp } from '../../support/use-app.ts';
import { accessCookie, refreshCookie } from '../../support/clients/devices.ts';
import { type Failure, failureOf } from '../../support/failures.ts';
import { goodPassword, newCredentials, register } from '../../support/clients/users.ts';

const app = useApp();

const post = (body: unknown): Promise<Response> => app.browser().post('/v1/auth/register', body);

async function refused(body: unknown): Promise<Failure> {
  const response = await post(body);
  expect(response.status).toBe(400);
  expect(response.headers.getSetCookie()).toEqual([]);
  const failure = await failureOf(response);
  expect(failure.code).toBe('VALIDATION_ERROR');
  return failure;
}

const signsIn = async (identifier: string, password: string): Promise<boolean> =>
  (await app.browser().post('/v1/auth/login', { identifier, password })).ok;

it('[1] answers 201 with the user and no secrets in the body', async () => {
  const browser = app.browser();
  const credentials = newCredentials();
  const response = await browser.post('/v1/auth/register', credentials);
  const text = await response.text();
  expect(response.status).toBe(201);
  expect(response.headers.get('cache-control')).toBe('no-store');
  const { success, data } = JSON.parse(text) as { success: boolean; data: Record<string, unknown> };
  expect(success).toBe(true);
  const fields = ['avatarUrl', 'createdAt', 'displayName', 'email', 'id', 'isVerified', 'language', 'role', 'username'];
  expect(Object.keys(data).sort()).toEqual(fields);
  const secrets = [credentials.password, browser.cookies.get(accessCookie), browser.cookies.get(refreshCookie)];
  for (const secret of secrets) expect(text).not.toContain(secret);
  expect(text).not.toMatch(/argon2|hash|token/i);
});

it.each([
  ['both names', () => newCredentials(), (one: object) => one, /^(USERNAME|EMAIL)_TAKEN$/],
  [
    'the username',
    () => newCredentials(),
    (one: { username: string }) => ({ ...newCredentials(), username: one.username }),
    /^USERNAME_TAKEN$/,
  ],
  [
    'the e-mail',
    () => newCredentials(),
    (one: { email: string }) => ({ ...newCredentials(), email: one.email }),
    /^EMAIL_TAKEN$/,
  ],
] as const)(
  '[2] accepts one of twenty simultaneous registrations with the same %s, and answers 409 to the rest',
  async (_what, first, vary, code) => {
    const one = first();
    const responses = await Promise.all(Array.from({ length: 20 }, () => post(vary(one))));
    expect(responses.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const reply of responses.filter(({ status }) => status !== 201)) {
      expect(reply.status).toBe(409);
      expect((await failureOf(reply)).code).toMatch(code);
    }
  },
);

it('[3] treats usernames as case-insensitive, and e-mails at sign-in, too', async () => {
  const { credentials } = await register(app, { username: 'Alice', email: 'Alice@Example.COM' });
  expect((await failureOf(await post(newCredentials({ username: 'aLICE' })))).code).toBe('USERNAME_TAKEN');
  expect((await failureOf(await post(newCredentials({ email: 'alice@example.com' })))).code).toBe('EMAIL_TAKEN');
  for (const identifier of ['ALICE@EXAMPLE.com', 'alice@example.com', 'ALICE']) {
    expect(await signsIn(identifier, credentials.password)).toBe(true);
  }
});

it.each([
  ['a fullwidth letter', { username: '\uff41lice' }],
  ['a zero-width joiner', { username: 'ali\u200dce' }],
  ['a Cyrillic letter', { username: '\u0430lice' }],
  ['a right-to-left override', { username: 'alice\u202e' }],
  ['the Kelvin sign', { username: '\u212aelvin' }],
  ['a space', { username: 'al ice' }],
  ['a newline at its end', { username: 'alice\n' }],
  ['a fullwidth @', { email: 'alice\uff20example.com' }],
  ['a Cyrillic domain letter', { email: 'alice@ex\u0430mple.com' }],
  ['the Kelvin sign', { email: '\u212aelvin@example.com' }],
  ['a line break and a header', { email: 'a@example.com\r\nbcc: b@example.com' }],
  ['two addresses', { email: 'a@example.com,b@example.com' }],
])('[4] refuses %s in %o', async (_what, change) => {
  const [field = ''] = Object.keys(change);
  const { details } = await refused({ ...newCredentials(), ...change });
  expect(Object.keys(details.fields ?? {})).toEqual([field]);
});

it.each(['admin', 'ME', 'api', 'www', 'pixelboxx', 'Pixel-Boxx', 'support', 'someone@example.com'])(
  '[5] refuses the username %s',
  async (username) => {
    expect((await refused({ ...newCredentials(), username })).details.fields).toHaveProperty('username');
  },
);

it.each(['username', 'email', 'password', 'displayName'])(
  '[6] refuses NUL and half a surrogate pair in %s',
  async (field) => {
    const credentials: Record<string, string> = { ...newCredentials(), displayName: 'Someone' };
    for (const poison of ['\u0000', '\ud800', '\udfff']) {
      const body = {
        ...credentials,
        [field]: `${credentials[field]?.slice(0, 4)}${poison}${credentials[field]?.slice(4)}`,
      };
      expect(Object.keys((await refused(body)).details.fields ?? {})).toEqual([field]);
    }
  },
);

describe('passwords', () => {
  it.each(['7 chars', 'password', '12345678', 'qwerty123', 'iloveyou1', 'pixelboxx1', 'PiXeLbOxX!'])(
    '[7] refuses %s',
    async (password) => {
      expect((await refused(newCredentials({ password }))).details.fields?.['password']).toEqual([expect.any(String)]);
    },
  );

  it('[7] refuses the user’s own username and e-mail, also with a few other characters', async () => {
    const { username, email } = newCredentials();
    for (const password of [username, email, email.toUpperCase(), `${username}1!`, `x${username}`]) {
      expect((await refused({ username, email, password })).details.fields?.['password']).toEqual([expect.any(String)]);
    }
  });

  it('[7] refuses thousands of common passwords that are long enough', async () => {
    const { dictionary } = await import('@zxcvbn-ts/language-common');
    const long = dictionary['passwords-common'].map(String).filter((password) => password.length >= 8);
    expect(long.length).toBeGreaterThan(3000);
    const sample = long.filter((_, index) => index % Math.floor(long.length / 20) === 0);
    for (const password of sample) await refused(newCredentials({ password: password.toUpperCase() }));
  });

  it.each([
    ['of 64 characters', 'correct horse battery '.repeat(3).slice(0, 64)],
    ['of 128 characters', 'correct horse battery '.repeat(6).slice(0, 128)],
    ['of lower-case letters only', 'tangerinebicycle'],
    ['with spaces at its ends', '  leading and trailing  '],
    ['of emoji', '🐙🦑🐡🐠🐟🐬🐳🐋'],
    ['in another script', 'пять лимонов'],
  ])('[8] accepts one %s, and signs in with exactly that', async (_what, password) => {
    const { credentials } = await register(app, { password });
    expect(await signsIn(credentials.username, password)).toBe(true);
    for (const other of [password.trim(), password.toUpperCase(), ` ${password}`, password.normalize('NFD')]) {
      if (other !== password) expect(await signsIn(credentials.username, other)).toBe(false);
    }
  });

  it('[9] compares every character of long passwords', async () => {
    const common = 'x1y2 '.repeat(16);
    const { credentials } = await register(app, { password: `${common}A${'z'.repeat(19)}` });
    expect(await signsIn(credentials.username, `${common}B${'z'.repeat(19)}`)).toBe(false);
    expect(await signsIn(credentials.username, common)).toBe(false);
  });

  it('[9] refuses a megabyte early, without hashing', async () => {
    const hasher = app.app.get(PasswordHasher);
    const spies = [vi.spyOn(hasher, 'hash'), vi.spyOn(hasher, 'verify')];
    const password = 'a'.repeat(1_048_576);
    for (const [path, body] of [
      ['/v1/auth/register', newCredentials({ password })],
      ['/v1/auth/login', { identifier: 'alice', password }],
      ['/v1/auth/login', { identifier: 'alice', password: 'a'.repeat(5000) }],
    ] as const) {
      const response = await app.browser().post(path, body);
      expect([400, 413]).toContain(response.status);
      await failureOf(response);
    }
    for (const spy of spies) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });
});

it('[10] unknown fields of a registration, such as roles, have no effect, however they are written', async () => {
  const id = '0190b1f0-0000-7000-8000-000000000000';
  for (const extra of [
    { role: 'ADMIN' },
    { isVerified: true },
    { id },
    { avatarUrl: 'https://evil.example/x' },
    { createdAt: '2020-01-01T00:00:00.000Z' },
  ]) {
    const { details } = await refused({ ...newCredentials(), ...extra });
    expect(Object.keys(details.fields ?? {})).toEqual(Object.keys(extra));
  }
  const { username, email } = newCredentials();
  const plain = JSON.stringify({ username, email, password: goodPassword }).slice(1, -1);
  for (const extra of ['"__proto__":{"role":"ADMIN"}', '"constructor":{"prototype":{"role":"ADMIN"}}']) {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: `{${plain},${extra}}` };
    expect((await app.browser().fetch('/v1/auth/register', init)).status).toBe(400);
  }
  expect(Reflect.get({}, 'role')).toBeUndefined();
  const browser = app.browser();
  const duplicate = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"username":"zz",${plain}}`,
  };
  expect((await browser.fetch('/v1/auth/register', duplicate)).status).toBe(201);
  expect(await browser.call(authEndpoints.me)).toMatchObject({ username, role: 'USER', isVerified: false });
});
