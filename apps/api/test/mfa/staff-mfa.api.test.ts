import {
  accountEndpoints,
  adminEndpoints,
  authEndpoints,
  mfaEndpoints,
  passkeyEndpoints,
  type Role,
} from '@pixelboxx/shared';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AccessTokenService } from '../../src/auth/access-tokens/index.ts';
import { AccessWatch } from '../../src/platform/http/security/access-watch.ts';
import { AuthenticatorApp, enableTotp } from '../support/clients/authenticator-app.ts';
import { Browser } from '../support/clients/browser.ts';
import { accessCookie, sessionIdOf } from '../support/clients/devices.ts';
import { SoftwareAuthenticator } from '../support/clients/software-authenticator.ts';
import { goodPassword, register, type TestUser } from '../support/clients/users.ts';
import { steadyClock } from '../support/time/steady-clock.ts';
import { contractEndpoints } from '../support/routes.ts';
import { useApp, useTwin } from '../support/use-app.ts';

const required = { STAFF_SECOND_FACTOR: 'required' };
const app = useApp(required);
const twin = useTwin(app, required);
const lax = useTwin(app, { STAFF_SECOND_FACTOR: 'optional' });

beforeEach(steadyClock);
afterEach(() => vi.restoreAllMocks());

const later = () => new Date(Date.now() + 60_000);

/** Somebody with a role; `grantedUntil` says until when another has let them set up a factor. */
async function userAs(role: Role, grantedUntil: Date | null = later()): Promise<TestUser> {
  const account = await register(app);
  await app.prisma.user.update({ where: { id: account.user.id }, data: { role, factorGrantEndsAt: grantedUntil } });
  return account;
}

/** The same browser, as the load balancer sends its next request elsewhere. */
function at({ baseUrl }: { baseUrl: string }, browser: Browser): Browser {
  const moved = new Browser(baseUrl);
  for (const [name, value] of browser.cookies) moved.cookies.set(name, value);
  return moved;
}

async function signIn({ credentials }: TestUser): Promise<Browser> {
  const browser = app.browser();
  const { username: identifier, password } = credentials;
  await browser.call(authEndpoints.login, { body: { identifier, password } });
  return browser;
}

async function addPasskey(browser: Browser, key: SoftwareAuthenticator): Promise<string> {
  const options = await browser.call(passkeyEndpoints.registrationOptions);
  const { id } = await browser.call(passkeyEndpoints.add, { body: { name: 'key', response: key.create(options) } });
  return id;
}

async function proveBy(key: SoftwareAuthenticator, browser: Browser): Promise<void> {
  const response = key.get(await browser.call(passkeyEndpoints.authenticationOptions));
  await browser.call(passkeyEndpoints.stepUp, { body: { response } });
}

function tokenRoleOf({ cookies }: Browser): string | undefined {
  return app.app.get(AccessTokenService, { strict: false }).verify(cookies.get(accessCookie) ?? '')?.role;
}

async function codeOf(browser: Browser, path: string = adminEndpoints.users.path): Promise<string> {
  const response = await browser.fetch(path);
  if (response.ok) return 'OK';
  const { error } = (await response.json()) as { error: { code: string } };
  return error.code;
}

describe('where staff need a second factor', () => {
  const staffEndpoints = [...contractEndpoints()].filter(([, { access }]) => access === 'mod' || access === 'admin');

  it('this test covers the staff endpoints of all features', () => expect(staffEndpoints.length).toBeGreaterThan(15));

  it.each(staffEndpoints)('a password alone is refused at %s', async (_, { method, path }) => {
    const { browser, user } = await userAs('ADMIN');
    const response = await browser.fetch(path.replace(':id', user.id), { method });
    expect([response.status, await response.json()]).toMatchObject([
      403,
      { error: { code: 'SECOND_FACTOR_REQUIRED' } },
    ]);
    expect((await browser.call(authEndpoints.me)).role).toBe('ADMIN');
  });

  it('members get FORBIDDEN, without a hint at second factors', async () => {
    const { browser } = await register(app);
    expect(await codeOf(browser)).toBe('FORBIDDEN');
    expect(await browser.call(mfaEndpoints.status)).toMatchObject({ requiredByRole: false, provenInSession: false });
  });

  it('setting codes up proves the factor in that session only, on every replica immediately', async () => {
    const admin = await userAs('ADMIN');
    const other = await signIn(admin);
    const elsewhere = at(twin, admin.browser);
    expect([await codeOf(admin.browser), await codeOf(elsewhere), await codeOf(other)]).toEqual(
      Array.from({ length: 3 }, () => 'SECOND_FACTOR_REQUIRED'),
    );
    expect(await other.call(mfaEndpoints.status)).toMatchObject({ requiredByRole: true, provenInSession: false });
    await enableTotp(admin.browser);
    expect([await codeOf(elsewhere), await codeOf(admin.browser)]).toEqual(['OK', 'OK']);
    expect(await codeOf(other)).toBe('SECOND_FACTOR_REQUIRED');
    expect(await admin.browser.call(mfaEndpoints.status)).toMatchObject({
      requiredByRole: true,
      provenInSession: true,
    });
  });

  it('a code proves the factor for the rest of the session, including refreshes', async () => {
    const admin = await userAs('ADMIN');
    const other = await signIn(admin);
    const { app: authenticator, backupCodes } = await enableTotp(admin.browser);
    await other.call(mfaEndpoints.stepUp, { body: { code: authenticator.code(0) } });
    expect(await codeOf(at(twin, other))).toBe('OK');
    await other.call(authEndpoints.refresh);
    expect(await codeOf(other)).toBe('OK');
    const third = app.browser();
    const { username: identifier, password } = admin.credentials;
    await expect(third.call(authEndpoints.login, { body: { identifier, password } })).rejects.toMatchObject({
      code: 'MFA_REQUIRED',
    });
    await third.call(mfaEndpoints.verify, { body: { code: backupCodes[0] ?? '' } });
    expect(await codeOf(third)).toBe('OK');
  });

  it('reauthentication by password is no second factor', async () => {
    const admin = await userAs('ADMIN');
    await admin.browser.call(mfaEndpoints.stepUp, { body: { password: goodPassword } });
    expect(await codeOf(admin.browser)).toBe('SECOND_FACTOR_REQUIRED');
  });

  it('a passkey with user verification is a second factor, at sign-in and in an open session; one without is not', async () => {
    const admin = await userAs('ADMIN');
    const key = new SoftwareAuthenticator({ verifiesUser: false });
    await addPasskey(admin.browser, key);
    await proveBy(key, admin.browser);
    expect(await codeOf(admin.browser)).toBe('SECOND_FACTOR_REQUIRED');
    key.verifiesUser = true;
    await proveBy(key, admin.browser);
    expect(await codeOf(admin.browser)).toBe('OK');
    const device = app.browser();
    const response = key.get(await device.call(passkeyEndpoints.authenticationOptions));
    await device.call(passkeyEndpoints.signIn, { body: { response } });
    expect(await codeOf(device)).toBe('OK');
  });

  it('a new password keeps what the session had proven', async () => {
    const [proven, plain] = [await userAs('MOD'), await userAs('MOD')];
    await enableTotp(proven.browser);
    const body = { currentPassword: goodPassword, newPassword: 'quiet lantern 9 hums' };
    for (const { browser } of [proven, plain]) await browser.call(accountEndpoints.changePassword, { body });
    expect([await codeOf(proven.browser), await codeOf(plain.browser)]).toEqual(['OK', 'SECOND_FACTOR_REQUIRED']);
  });

  it('the access token contains the role only if the session has proven a second factor', async () => {
    const admin = await userAs('ADMIN');
    await admin.browser.call(authEndpoints.refresh);
    expect(tokenRoleOf(admin.browser)).toBe('USER');
    await enableTotp(admin.browser);
    await admin.browser.call(authEndpoints.refresh);
    expect(tokenRoleOf(admin.browser)).toBe('ADMIN');
  });

  it('a role granted to a user without a second factor takes effect once they set one up', async () => {
    const [admin, member] = [await userAs('ADMIN'), await register(app)];
    await enableTotp(admin.browser);
    await admin.browser.call(adminEndpoints.changeRole, { params: { id: member.user.id }, body: { role: 'MOD' } });
    await expect.poll(() => codeOf(member.browser)).toBe('SECOND_FACTOR_REQUIRED');
    await enableTotp(member.browser);
    expect(await codeOf(member.browser)).toBe('OK');
  });

  it('the last factor of staff cannot be removed; one of two, and that of a member, can', async () => {
    const admin = await userAs('ADMIN');
    await enableTotp(admin.browser);
    await expect(admin.browser.call(mfaEndpoints.disableTotp)).rejects.toMatchObject({ code: 'LAST_SECOND_FACTOR' });
    const passkey = await addPasskey(admin.browser, new SoftwareAuthenticator());
    await admin.browser.call(mfaEndpoints.disableTotp);
    const removal = admin.browser.call(passkeyEndpoints.remove, { params: { id: passkey } });
    await expect(removal).rejects.toMatchObject({ code: 'LAST_SECOND_FACTOR' });
    expect(await admin.browser.call(mfaEndpoints.status)).toMatchObject({ passkeys: 1 });
    const member = await register(app);
    await enableTotp(member.browser);
    await member.browser.call(mfaEndpoints.disableTotp);
  });

  it('a proof by a factor that was removed does not count when the user gets a role', async () => {
    const member = await register(app);
    await enableTotp(member.browser);
    await member.browser.call(mfaEndpoints.disableTotp);
    await app.prisma.user.update({ where: { id: member.user.id }, data: { role: 'ADMIN' } });
    await expect.poll(() => codeOf(member.browser)).toBe('SECOND_FACTOR_REQUIRED');
  });

  it('a stream for staff ends within a second when the session loses its proof', async () => {
    const admin = await userAs('ADMIN');
    await enableTotp(admin.browser);
    const id = sessionIdOf(app, admin.browser);
    const principal = { kind: 'session' as const, sessionId: id, user: admin.user, hasMfa: true };
    const codes: string[] = [];
    for (const replica of [app, twin])
      replica.app.get(AccessWatch, { strict: false }).watch(principal, 'admin', ({ code }) => codes.push(code));
    await app.prisma.session.update({ where: { id }, data: { mfaProvenAt: null } });
    await expect.poll(() => codes, { timeout: 3_000 }).toEqual(['SECOND_FACTOR_REQUIRED', 'SECOND_FACTOR_REQUIRED']);
  });
});

describe('a factor of staff', () => {
  const refused = { code: 'SECOND_FACTOR_GRANT_REQUIRED', status: 403 };
  const admins = (browser: Browser) => browser.call(adminEndpoints.users, { query: {} });

  /** Somebody who may appoint and reset others. */
  async function administrator(): Promise<Browser> {
    const { browser } = await userAs('ADMIN');
    await enableTotp(browser);
    return browser;
  }

  it('cannot be set up with only the password, neither codes nor a passkey, even if begun before the appointment', async () => {
    const member = await register(app);
    const waiting = await member.browser.call(mfaEndpoints.setUpTotp);
    const options = await member.browser.call(passkeyEndpoints.registrationOptions);
    await app.prisma.user.update({ where: { id: member.user.id }, data: { role: 'ADMIN' } });
    await expect.poll(() => codeOf(member.browser)).toBe('SECOND_FACTOR_REQUIRED');
    const code = new AuthenticatorApp(waiting.secret).code(0);
    const response = new SoftwareAuthenticator().create(options);
    await expect(member.browser.call(mfaEndpoints.confirmTotp, { body: { code } })).rejects.toMatchObject(refused);
    await expect(member.browser.call(passkeyEndpoints.add, { body: { name: 'key', response } })).rejects.toMatchObject(
      refused,
    );
    await expect(member.browser.call(mfaEndpoints.setUpTotp)).rejects.toMatchObject(refused);
    await expect(member.browser.call(passkeyEndpoints.registrationOptions)).rejects.toMatchObject(refused);
    expect(await member.browser.call(mfaEndpoints.status)).toMatchObject({ totp: { enabled: false }, passkeys: 0 });
    expect(await codeOf(member.browser)).toBe('SECOND_FACTOR_REQUIRED');
  });

  it('cannot be added beside a passkey with only the password, but after proving the passkey', async () => {
    const admin = await userAs('ADMIN');
    const key = new SoftwareAuthenticator();
    await addPasskey(admin.browser, key);
    const thief = await signIn(admin);
    await expect(thief.call(mfaEndpoints.setUpTotp)).rejects.toMatchObject(refused);
    expect(await codeOf(thief)).toBe('SECOND_FACTOR_REQUIRED');
    const owner = await signIn(admin);
    await proveBy(key, owner);
    await enableTotp(owner);
    expect(await codeOf(owner)).toBe('OK');
  });

  it('may be set up once within three days after an administrator appoints or resets the user', async () => {
    const admin = await administrator();
    const member = await register(app);
    const params = { id: member.user.id };
    const endOf = async () => (await app.prisma.user.findUniqueOrThrow({ where: params })).factorGrantEndsAt;
    await admin.call(adminEndpoints.changeRole, { params, body: { role: 'MOD' } });
    const days = (((await endOf())?.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(2.9);
    expect(days).toBeLessThan(3.1);
    await app.prisma.user.update({ where: params, data: { factorGrantEndsAt: new Date(Date.now() - 1_000) } });
    await expect.poll(() => codeOf(member.browser)).toBe('SECOND_FACTOR_REQUIRED');
    await expect(member.browser.call(mfaEndpoints.setUpTotp)).rejects.toMatchObject(refused);

    await admin.call(adminEndpoints.resetSecondFactors, { params });
    const again = await signIn(member);
    await enableTotp(again);
    await expect(admins(again)).resolves.toBeDefined();
    expect(await endOf()).toBeNull();
  });

  it('that already exists means that an appointment does not allow setting up another', async () => {
    const admin = await administrator();
    const member = await register(app);
    await addPasskey(member.browser, new SoftwareAuthenticator());
    const params = { id: member.user.id };
    await admin.call(adminEndpoints.changeRole, { params, body: { role: 'MOD' } });
    const thief = await signIn(member);
    await expect(thief.call(mfaEndpoints.setUpTotp)).rejects.toMatchObject(refused);
  });

  it('needs no permission for members, or where it is optional', async () => {
    await enableTotp((await register(app)).browser);
    const admin = await userAs('ADMIN', null);
    await enableTotp(at(lax, admin.browser));
  });
});

it('where a second factor is optional, the role alone is sufficient', async () => {
  const admin = await userAs('ADMIN');
  expect(await codeOf(at(lax, admin.browser))).toBe('OK');
  expect(await at(lax, admin.browser).call(mfaEndpoints.status)).toMatchObject({ requiredByRole: false });
});
