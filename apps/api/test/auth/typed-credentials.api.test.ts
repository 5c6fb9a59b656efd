import { hash } from '@node-rs/argon2';
import { accountEndpoints, authEndpoints, mfaEndpoints, opaqueString } from '@pixelboxx/shared';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { argon2, PasswordHasher } from '../../src/auth/passwords/password-hasher.service.ts';
import { ConcurrencyLimiter } from '@pixelboxx/node-kit';
import { useApp } from '../support/use-app.ts';
import { failureOf } from '../support/failures.ts';
import { goodPassword, newCredentials, register } from '../support/clients/users.ts';

const app = useApp();
const { mailbox } = app;

const resetEmail = /Choose a new password/;

const composed = 'crème brûlée pour 각 Ångström';
const decomposed = composed.normalize('NFD');
/** As a keyboard in France puts it in front of an exclamation mark. */
const noBreakSpaces = composed.replaceAll(' ', '\u00a0');
const spellings = [composed, decomposed, noBreakSpaces];

const login = (identifier: string, password = goodPassword) =>
  app.browser().post('/v1/auth/login', { identifier, password });
const signsIn = async (identifier: string, password?: string) => (await login(identifier, password)).status === 200;

/** Someone whose hash was made of the password as it was typed. */
async function registerBefore(typed: string) {
  const account = await register(app);
  const passwordHash = await hash(typed, { memoryCost: 64, timeCost: 1, parallelism: 1 });
  await app.prisma.user.update({ where: { id: account.user.id }, data: { passwordHash } });
  return account;
}

const storedHashOf = async ({ user: { id } }: { user: { id: string } }) =>
  (await app.prisma.user.findUniqueOrThrow({ where: { id } })).passwordHash;

describe('a password that keyboards encode in several ways', () => {
  it('[D1] is the same in every encoding at registration, sign-in, reauthentication, change, reset and account deletion', async () => {
    for (const [index, chosen] of spellings.entries()) {
      const other = spellings[(index + 1) % spellings.length] ?? '';
      const { browser, credentials } = await register(app, { password: chosen });
      for (const spelling of spellings) expect(await signsIn(credentials.username, spelling)).toBe(true);
      await browser.call(mfaEndpoints.stepUp, { body: { password: other } });
      const same = { currentPassword: chosen, newPassword: other };
      await expect(browser.call(accountEndpoints.changePassword, { body: same })).rejects.toMatchObject({
        details: { fields: { newPassword: ['This is the password you have now.'] } },
      });
      const next = `${goodPassword} ü`;
      const change = { currentPassword: other, newPassword: next.normalize('NFD') };
      await browser.call(accountEndpoints.changePassword, { body: change });
      expect(await signsIn(credentials.username, next)).toBe(true);
      await browser.call(accountEndpoints.changeEmail, {
        body: { email: newCredentials().email, password: next.normalize('NFD') },
      });
      await app.browser().call(accountEndpoints.forgotPassword, { body: { email: credentials.email } });
      const token = await mailbox.token(credentials.email, resetEmail);
      await app.browser().call(accountEndpoints.resetPassword, { body: { token, password: other } });
      const again = app.browser();
      await again.call(authEndpoints.login, { body: { identifier: credentials.email, password: chosen } });
      await again.call(accountEndpoints.deleteAccount, { body: { password: other } });
    }
  });

  it('[D1] signs in in every encoding, and no other password does (generated)', async () => {
    const hasher = app.app.get(PasswordHasher);
    const character = fc.oneof(
      fc.constantFrom('é', 'e\u0301', 'ﬁ', 'ａ', '\u00a0', ' ', '🐙', 'Å', '\u212b', 'ß', '각'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    );
    const password = fc.array(character, { minLength: 1, maxLength: 20 }).map((characters) => characters.join(''));
    await fc.assert(
      fc.asyncProperty(password, password, async (chosen, other) => {
        const stored = await hasher.hash(chosen);
        for (const form of ['NFC', 'NFD'] as const) {
          expect((await hasher.verify(stored, chosen.normalize(form))).matches).toBe(true);
        }
        const compatible = chosen.normalize('NFKC');
        for (const wrong of [other, compatible, `${chosen} `, ` ${chosen}`, chosen.toUpperCase()]) {
          const isSame = opaqueString(wrong) === opaqueString(chosen);
          expect((await hasher.verify(stored, wrong)).matches).toBe(isSame);
        }
      }),
      { seed: 8265, numRuns: 150 },
    );
  });

  it('[D1] is normalized before it is compared with the blocklist and the user’s own names', async () => {
    const { username } = newCredentials();
    const fullwidth = (text: string) =>
      Array.from(text, (message) => String.fromCodePoint((message.codePointAt(0) ?? 0) + 0xfee0)).join('');
    for (const password of [fullwidth('password1'), 'qwerty123\u0000'.slice(0, 9), fullwidth(username)]) {
      const response = await app.browser().post('/v1/auth/register', { ...newCredentials({ username }), password });
      expect((await failureOf(response)).details.fields).toHaveProperty('password');
    }
  });
});

describe('a hash of a password that was not normalized', () => {
  it('[D1] accepts the original encoding, and is then replaced by a hash that accepts every encoding', async () => {
    const account = await registerBefore(decomposed);
    const before = await storedHashOf(account);
    expect(await signsIn(account.credentials.username, decomposed)).toBe(true);
    const after = await storedHashOf(account);
    expect(after).not.toBe(before);
    for (const spelling of spellings) expect(await signsIn(account.credentials.username, spelling)).toBe(true);
    expect(await storedHashOf(account)).toBe(after);
  });

  it('[D1] is also replaced at a reauthentication', async () => {
    const account = await registerBefore(noBreakSpaces);
    await account.browser.call(mfaEndpoints.stepUp, { body: { password: noBreakSpaces } });
    expect(await signsIn(account.credentials.username, composed)).toBe(true);
  });

  it('[D1] costs the same for known, unknown, password-less and suspended accounts: one place in the queue, two comparisons', async () => {
    const known = await register(app, { password: composed });
    const suspended = await register(app, { password: composed });
    const unusable = await register(app);
    await app.prisma.user.update({ where: { id: suspended.user.id }, data: { suspendedAt: new Date() } });
    await app.prisma.user.update({ where: { id: unusable.user.id }, data: { passwordHash: 'none' } });
    const run = vi.spyOn(ConcurrencyLimiter.prototype, 'run');
    const verify = vi.spyOn(argon2, 'verify');
    const seen = [];
    for (const [identifier, password] of [
      [known.credentials.username, `${decomposed}x`],
      ['nobody-at-all', decomposed],
      [suspended.credentials.username, decomposed],
      [unusable.credentials.username, decomposed],
    ] as const) {
      run.mockClear();
      verify.mockClear();
      expect((await login(identifier, password)).status).toBe(401);
      seen.push({ places: run.mock.calls.length, verified: verify.mock.calls.length });
    }
    run.mockRestore();
    verify.mockRestore();
    // One for both comparisons.
    expect(seen).toEqual(Array.from({ length: 4 }, () => ({ places: 1, verified: 2 })));
  });
});

describe('an e-mail address in another script', () => {
  it('[D2] is stored in A-labels, and is the same address in every spelling, also at sign-in', async () => {
    const unique = randomUUID().slice(0, 8);
    const { credentials, user } = await register(app, { email: `Ada.${unique}@BÜCHER.example` });
    expect(user.email).toBe(`ada.${unique}@xn--bcher-kva.example`);
    for (const domain of ['bücher.example', 'BU\u0308CHER.EXAMPLE', 'xn--bcher-kva.example', 'XN--BCHER-KVA.example']) {
      expect(await signsIn(` ADA.${unique}@${domain} `)).toBe(true);
      const taken = await app.browser().post('/v1/auth/register', newCredentials({ email: `ada.${unique}@${domain}` }));
      expect((await failureOf(taken)).code).toBe('EMAIL_TAKEN');
    }
    expect(await signsIn(credentials.username)).toBe(true);
    await app.browser().call(accountEndpoints.forgotPassword, { body: { email: `ada.${unique}@bücher.example` } });
    expect(await mailbox.token(user.email ?? '', resetEmail)).toBeTruthy();
  });

  it.each([
    ['a local part of 65 octets', `${'a'.repeat(65)}@example.com`],
    ['a label of 64 octets', `ada@${'b'.repeat(64)}.com`],
    ['255 octets in all', `ada@${`${'a'.repeat(61)}.`.repeat(4)}com`],
    ['letters of two scripts in a label', 'ada@раypal.example'],
  ])('[D2] is refused with %s', async (_what, email) => {
    const response = await app.browser().post('/v1/auth/register', newCredentials({ email }));
    expect(response.status).toBe(400);
    expect((await failureOf(response)).details.fields).toHaveProperty('email');
  });
});

it('[D2] accepts a username with a leading @ at sign-in, and counts failures as for the plain username', async () => {
  const { credentials } = await register(app);
  expect(await signsIn(`@${credentials.username}`)).toBe(true);
  expect(await signsIn(`  @${credentials.username.toUpperCase()}\u200b`)).toBe(true);
  const nobody = `nobody_${randomUUID().slice(0, 8)}`;
  const responses = [];
  for (let count = 0; count < 12; count += 1) {
    responses.push((await login(count % 2 ? nobody : `@${nobody}`)).status);
  }
  expect(responses).toContain(429);
});

it('[D2] refuses display names that are invisible or disturb the surrounding text', async () => {
  const { browser } = await register(app);
  for (const displayName of [
    'Z\u0335\u0335\u0335\u0335\u0335',
    '\u0301'.repeat(64),
    'Ad\u200ba',
    'x\u202ey',
    '\u3164',
  ]) {
    expect((await browser.fetch('/v1/users/me', jsonPatch({ displayName }))).status).toBe(400);
  }
  const response = await browser.fetch('/v1/users/me', jsonPatch({ displayName: ' Zoe\u0308\u200b ' }));
  expect(await response.json()).toMatchObject({ data: { displayName: 'Zoë' } });
});

function jsonPatch(body: unknown): RequestInit {
  return { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
