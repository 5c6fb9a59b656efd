import { accountEndpoints, adminEndpoints, mfaEndpoints, passkeyEndpoints } from '@pixelboxx/shared';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useApp } from '../support/use-app.ts';
import { AuthenticatorApp, enableTotp } from '../support/clients/authenticator-app.ts';
import { sessionIdOf } from '../support/clients/devices.ts';
import { goodPassword, type TestUser, register } from '../support/clients/users.ts';
import { steadyClock } from '../support/time/steady-clock.ts';

const app = useApp();

afterEach(() => vi.restoreAllMocks());

/** As if so many minutes had passed since the last proof. */
async function letPass({ browser }: TestUser, minutes: number): Promise<void> {
  const reauthenticatedAt = new Date(Date.now() - minutes * 60_000);
  await app.prisma.session.update({ where: { id: sessionIdOf(app, browser) }, data: { reauthenticatedAt } });
}

const password = goodPassword;
const id = '018f0000-0000-7000-8000-000000000000';

const guarded = [
  ['beginning to enable codes', mfaEndpoints.setUpTotp, undefined],
  ['confirming codes', mfaEndpoints.confirmTotp, { code: '123456' }],
  ['disabling codes', mfaEndpoints.disableTotp, undefined],
  ['renewing backup codes', mfaEndpoints.renewBackupCodes, undefined],
  ['creating a passkey', passkeyEndpoints.registrationOptions, undefined],
  ['adding a passkey', passkeyEndpoints.add, { name: 'key', response: {} }],
  ['removing a passkey', passkeyEndpoints.remove, undefined],
  ['taking the data along', accountEndpoints.requestExport, undefined],
  ['[C6] fetching the archive of the data', accountEndpoints.exportDownload, undefined],
] as const;

const acts = [
  ['suspending', adminEndpoints.suspend, { reason: 'spam' }],
  ['lifting a suspension', adminEndpoints.unsuspend, undefined],
  ['unlocking', adminEndpoints.unlock, undefined],
  ['changing a role', adminEndpoints.changeRole, { role: 'MOD' }],
] as const;

function send({ browser }: TestUser, spec: { method: string; path: string }, body?: object): Promise<Response> {
  const headers = body ? { 'content-type': 'application/json' } : undefined;
  const init = { method: spec.method, ...(body && { body: JSON.stringify(body) }), ...(headers && { headers }) };
  return browser.fetch(spec.path.replace(':id', id), init);
}

async function codeOf(response: Response): Promise<string | null> {
  if (response.ok) return null;
  return ((await response.json()) as { error: { code: string } }).error.code;
}

describe('a proof that is older than ten minutes', () => {
  it.each(guarded)('is not enough for %s', async (_, spec, body) => {
    const user = await register(app);
    await letPass(user, 11);
    const response = await send(user, spec, body);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({
      error: { code: 'STEP_UP_REQUIRED', details: { methods: ['PASSWORD'] } },
    });
    await letPass(user, 9);
    expect(await codeOf(await send(user, spec, body))).not.toBe('STEP_UP_REQUIRED');
  });

  it('is none because the clock was set back since, while one by a replica that is a little ahead is', async () => {
    const user = await register(app);
    await letPass(user, -120);
    expect(await codeOf(await send(user, mfaEndpoints.setUpTotp))).toBe('STEP_UP_REQUIRED');
    await letPass(user, -0.5);
    expect(await codeOf(await send(user, mfaEndpoints.setUpTotp))).toBeNull();
  });

  it.each(acts)('is not enough for %s', async (_, spec, body) => {
    const admin = await register(app);
    await app.prisma.user.update({ where: { id: admin.user.id }, data: { role: 'ADMIN' } });
    await letPass(admin, 11);
    expect(await codeOf(await send(admin, spec, body))).toBe('STEP_UP_REQUIRED');
    await letPass(admin, 9);
    expect(await codeOf(await send(admin, spec, body))).toBe('NOT_FOUND');
  });

  it('is sufficient for requests that contain the password, unless codes are enabled', async () => {
    steadyClock();
    const plain = await register(app);
    await letPass(plain, 11);
    const body = { email: `new-${plain.credentials.email}`, password };
    await plain.browser.call(accountEndpoints.changeEmail, { body });
    const careful = await register(app);
    await enableTotp(careful.browser);
    await letPass(careful, 11);
    expect(await codeOf(await send(careful, accountEndpoints.changeEmail, body))).toBe('STEP_UP_REQUIRED');
    expect(await codeOf(await send(careful, accountEndpoints.deleteAccount, { password }))).toBe('STEP_UP_REQUIRED');
    const change = { currentPassword: password, newPassword: 'amber lantern 5 hums' };
    expect(await codeOf(await send(careful, accountEndpoints.changePassword, change))).toBe('STEP_UP_REQUIRED');
  });
});

describe('a proof by password', () => {
  it('becomes invalid, however fresh, once codes are enabled in another session', async () => {
    steadyClock();
    const owner = await register(app);
    const thief = { ...owner, browser: app.browser() };
    await thief.browser.post('/v1/auth/login', { identifier: owner.credentials.username, password });
    const { app: phone } = await enableTotp(owner.browser);
    const change = { currentPassword: password, newPassword: 'amber lantern 5 hums' };
    expect(await codeOf(await send(thief, mfaEndpoints.disableTotp))).toBe('STEP_UP_REQUIRED');
    expect(await codeOf(await send(thief, mfaEndpoints.renewBackupCodes))).toBe('STEP_UP_REQUIRED');
    expect(await codeOf(await send(thief, accountEndpoints.changePassword, change))).toBe('STEP_UP_REQUIRED');
    expect(await codeOf(await send(thief, accountEndpoints.deleteAccount, { password }))).toBe('STEP_UP_REQUIRED');
    // Who has enabled them has proven them by that, and who has the app proves it here, too.
    await owner.browser.call(mfaEndpoints.renewBackupCodes);
    await thief.browser.call(mfaEndpoints.stepUp, { body: { code: phone.code() } });
    await thief.browser.call(mfaEndpoints.renewBackupCodes);
  });
});

describe('reauthenticating', () => {
  it('by password gives access to protected actions for ten minutes', async () => {
    const user = await register(app);
    await letPass(user, 11);
    const wrong = user.browser.call(mfaEndpoints.stepUp, { body: { password: 'not the password' } });
    await expect(wrong).rejects.toMatchObject({ code: 'WRONG_PASSWORD' });
    expect(await codeOf(await send(user, mfaEndpoints.setUpTotp))).toBe('STEP_UP_REQUIRED');
    const { validUntil } = await user.browser.call(mfaEndpoints.stepUp, { body: { password } });
    expect(Date.parse(validUntil) - Date.now()).toBeGreaterThan(590_000);
    expect(Date.parse(validUntil) - Date.now()).toBeLessThanOrEqual(600_000);
    await user.browser.call(mfaEndpoints.setUpTotp);
  });

  it('applies only to its own session', async () => {
    const user = await register(app);
    const other = app.browser();
    await other.post('/v1/auth/login', { identifier: user.credentials.username, password });
    const elsewhere = { ...user, browser: other };
    await letPass(elsewhere, 11);
    await user.browser.call(mfaEndpoints.stepUp, { body: { password } });
    expect(await codeOf(await send(elsewhere, mfaEndpoints.setUpTotp))).toBe('STEP_UP_REQUIRED');
  });

  it('survives a refresh of the session', async () => {
    const user = await register(app);
    await letPass(user, 11);
    await user.browser.call(mfaEndpoints.stepUp, { body: { password } });
    await user.browser.post('/v1/auth/refresh');
    await user.browser.call(mfaEndpoints.setUpTotp);
  });

  it('requires a code instead of the password, if codes are enabled', async () => {
    steadyClock();
    const user = await register(app);
    const { app: phone, backupCodes } = await enableTotp(user.browser);
    await letPass(user, 11);
    await expect(user.browser.call(mfaEndpoints.stepUp, { body: { password } })).rejects.toMatchObject({
      code: 'STEP_UP_REQUIRED',
      details: { methods: ['TOTP', 'BACKUP_CODE'] },
    });
    const wrong = user.browser.call(mfaEndpoints.stepUp, { body: { code: phone.wrongCode() } });
    await expect(wrong).rejects.toMatchObject({ code: 'INVALID_CODE' });
    await user.browser.call(mfaEndpoints.stepUp, { body: { code: phone.code() } });
    await user.browser.call(mfaEndpoints.renewBackupCodes);
    await letPass(user, 11);
    const used = user.browser.call(mfaEndpoints.stepUp, { body: { code: backupCodes[0] ?? '' } });
    await expect(used).rejects.toMatchObject({ code: 'INVALID_CODE' });
  });

  it('requires exactly one of password and code', async () => {
    const { browser } = await register(app);
    for (const body of [{}, { password, code: '123456' }]) {
      expect(await codeOf(await browser.post(mfaEndpoints.stepUp.path, body))).toBe('VALIDATION_ERROR');
    }
  });

  it('refuses a code if the account has not enabled codes', async () => {
    steadyClock();
    const { browser } = await register(app);
    const { secret } = await browser.call(mfaEndpoints.setUpTotp);
    const code = new AuthenticatorApp(secret).code();
    await expect(browser.call(mfaEndpoints.stepUp, { body: { code } })).rejects.toMatchObject({ code: 'INVALID_CODE' });
  });
});
