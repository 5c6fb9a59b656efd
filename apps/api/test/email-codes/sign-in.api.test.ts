import {
  accountEndpoints,
  authEndpoints,
  emailCodeEndpoints,
  identityEndpoints,
  mfaEndpoints,
  passkeyEndpoints,
} from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { UserSnapshotsService } from '../../src/users/index.ts';
import { enableTotp } from '../support/clients/authenticator-app.ts';
import { SoftwareAuthenticator } from '../support/clients/software-authenticator.ts';
import { register } from '../support/clients/users.ts';
import { startTwin } from '../support/replicas.ts';
import { useApp } from '../support/use-app.ts';
import { ask, asked, codeEmail, openLink, readCode, typeCode, verified, wrongOf } from './code-users.ts';

const settings = { WEB_ORIGIN: 'https://pixelboxx.example', TRUSTED_PROXIES: '127.0.0.0/8' };
const app = useApp(settings);
const wrong = { code: 'INVALID_CODE', status: 400 };

/** Beside another replica, for a while: later the e-mails that it sends would lie where nobody looks. */
async function besideTwin<Result>(work: (twin: { readonly baseUrl: string }) => Promise<Result>): Promise<Result> {
  const twin = await startTwin(app, settings);
  return work(twin).finally(() => twin.stop());
}

const eventTypes = async (browser: Parameters<typeof ask>[0]) =>
  (await browser.call(accountEndpoints.securityEvents, { query: { limit: 100 } })).items.map(({ type }) => type);

describe('a sign-in code by e-mail', () => {
  it('[E1] signs in once, in the browser that requested it, typed with or without a space', async () => {
    const { user, credentials } = await verified(app);
    const browser = app.browser();
    browser.headers['user-agent'] = 'Mozilla/5.0 (a phone that nobody has seen)';
    await ask(browser, credentials.email);
    const { code } = await readCode(app, credentials.email);
    expect(code).toMatch(/^\d{8}$/);
    expect(await typeCode(browser, credentials.email, `${code.slice(0, 4)} ${code.slice(4)}`)).toMatchObject({
      id: user.id,
    });
    expect(await browser.call(authEndpoints.me)).toMatchObject({ id: user.id });
    await expect(typeCode(browser, credentials.email, code)).rejects.toMatchObject(wrong);
    expect(await eventTypes(browser)).toEqual(expect.arrayContaining(['EMAIL_CODE_REQUESTED', 'NEW_DEVICE_SIGNED_IN']));
    await app.mailbox.email(credentials.email, /new device signed in/);
    // And where one has been before it says by what.
    const again = browser.clone();
    await ask(again, credentials.email);
    await typeCode(again, credentials.email, (await readCode(app, credentials.email, 1)).code);
    expect((await eventTypes(again))[0]).toBe('EMAIL_CODE_SIGNED_IN');
  });

  it('[E1] and its link are interchangeable: using either uses up both', async () => {
    const { user, credentials } = await verified(app);
    const first = await asked(app, credentials.email);
    expect(await openLink(first.browser, first.token)).toMatchObject({ id: user.id });
    await expect(typeCode(first.browser, credentials.email, first.code)).rejects.toMatchObject(wrong);
    const second = await asked(app, credentials.email, 1);
    await typeCode(second.browser, credentials.email, second.code);
    await expect(openLink(second.browser, second.token)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });

  it('[E2] works only in the browser that requested it: in others neither digits nor link work, and nothing is used up', async () => {
    const { user, credentials } = await verified(app);
    const { browser, code, token } = await asked(app, credentials.email);
    const other = app.browser();
    await ask(other, 'somebody-else@example.com');
    for (const stranger of [app.browser(), other]) {
      await expect(openLink(stranger, token)).rejects.toMatchObject({ code: 'OTHER_BROWSER', status: 403 });
      await expect(typeCode(stranger, credentials.email, code)).rejects.toMatchObject(wrong);
      expect([...stranger.cookies.keys()]).not.toContain('__Host-pbx_access');
    }
    expect(await openLink(browser, token)).toMatchObject({ id: user.id });
  });

  it('[E2] is not used up by a scanner that fetches the link: only a POST has an effect', async () => {
    const { credentials } = await verified(app);
    const { browser, code, token } = await asked(app, credentials.email);
    const message = await app.mailbox.email(credentials.email, codeEmail);
    expect(message.text).toContain(`https://pixelboxx.example/email-code#token=${token}`);
    for (const path of ['/email-code', emailCodeEndpoints.verify.path, emailCodeEndpoints.request.path]) {
      await browser.fetch(`${path}?token=${token}`);
      await browser.fetch(path, { method: 'HEAD' });
    }
    await typeCode(browser, credentials.email, code);
  });

  it('[E2] cannot be requested or used from another site', async () => {
    const { credentials } = await verified(app);
    const { browser, code } = await asked(app, credentials.email);
    const headers = { origin: 'https://evil.example' };
    for (const [{ path }, body] of [
      [emailCodeEndpoints.request, { email: credentials.email }],
      [emailCodeEndpoints.verify, { email: credentials.email, code }],
    ] as const)
      expect((await browser.post(path, body, headers)).status).toBe(403);
    await typeCode(browser, credentials.email, code);
  });

  it('[E1] is replaced only by a newer one for the same browser, not by requests of strangers', async () => {
    const { credentials } = await verified(app);
    const { email } = credentials;
    const first = await asked(app, email);
    await asked(app, email, 1);
    await ask(first.browser, email);
    const newest = await readCode(app, email, 2);
    await asked(app, email, 3);
    await expect(typeCode(first.browser, email, first.code)).rejects.toMatchObject(wrong);
    await expect(openLink(first.browser, first.token)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    await typeCode(first.browser, email, newest.code);
  });

  it('[E1] expires after ten minutes', async () => {
    const { user, credentials } = await verified(app);
    const { browser, code, token } = await asked(app, credentials.email);
    const { expiresAt } = await app.prisma.signInCode.findFirstOrThrow({ where: { userId: user.id } });
    expect(Math.abs(expiresAt.getTime() - Date.now() - 600_000)).toBeLessThan(60_000);
    await app.prisma.signInCode.updateMany({ where: { userId: user.id }, data: { expiresAt: new Date(0) } });
    await expect(typeCode(browser, credentials.email, code)).rejects.toMatchObject(wrong);
    await expect(openLink(browser, token)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });

  it('[E1] signs in once in twenty simultaneous uses on two replicas', async () => {
    const { user, credentials } = await verified(app);
    const { browser, code, token } = await asked(app, credentials.email);
    const sessions = () => app.prisma.session.count({ where: { userId: user.id } });
    const before = await sessions();
    const body = (index: number) => (index % 4 === 3 ? { token } : { email: credentials.email, code });
    const statuses = await besideTwin((twin) =>
      Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const { baseUrl } = index % 2 === 0 ? app : twin;
          const copy = browser.clone();
          return (await copy.post(new URL(emailCodeEndpoints.verify.path, baseUrl).href, body(index))).status;
        }),
      ),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(await sessions()).toBe(before + 1);
  });

  it('[E3] allows few attempts, and so do all codes of an account together, across replicas', async () => {
    const { user, credentials } = await verified(app);
    const { email } = credentials;
    const { browser, code } = await asked(app, email);
    for (let count = 0; count < 5; count += 1)
      await expect(typeCode(browser, email, wrongOf(code))).rejects.toMatchObject(wrong);
    await expect(typeCode(browser, email, code)).rejects.toMatchObject(wrong);
    const statuses: number[] = [];
    await besideTwin(async (twin) => {
      for (let count = 0; count < 40 && statuses.at(-1) !== 429; count += 1) {
        const stranger = browser.clone();
        stranger.headers['x-forwarded-for'] = `203.0.113.${count + 1}`;
        await app.prisma.signInCode.updateMany({ where: { userId: user.id }, data: { attempts: 0 } });
        const { href } = new URL(emailCodeEndpoints.verify.path, (count % 2 === 0 ? app : twin).baseUrl);
        statuses.push((await stranger.post(href, { email, code: wrongOf(code) })).status);
      }
    });
    expect(statuses.at(-1)).toBe(429);
    expect(statuses).toHaveLength(15);
    // A stranger's tries use up no device's that has signed in before.
    const known = app.browser();
    for (const [name, value] of (await verifiedDevice(email, credentials.password)).cookies)
      if (name.endsWith('pbx_device')) known.cookies.set(name, value);
    await ask(known, email);
    await typeCode(known, email, (await readCode(app, email, 1)).code);
  });

  async function verifiedDevice(identifier: string, password: string) {
    const browser = app.browser();
    await browser.call(authEndpoints.login, { body: { identifier, password } });
    return browser;
  }

  it('[E4] is stored only as digests, and so is its mailbox', async () => {
    const { user, credentials } = await verified(app);
    const { browser, code, token } = await asked(app, credentials.email);
    const rows = JSON.stringify(await app.prisma.signInCode.findMany({ where: { userId: user.id } }));
    const held = browser.cookies.get('__Host-pbx_email_code') ?? '';
    expect(held).toMatch(/^[\w-]{43}$/);
    for (const secret of [code, token, held, credentials.email]) expect(rows).not.toContain(secret);
  });

  it('[E5] completes a sign-in only with the second factor, if there is one', async () => {
    const account = await verified(app);
    const { app: phone } = await enableTotp(account.browser);
    const { browser, code } = await asked(app, account.credentials.email);
    await expect(typeCode(browser, account.credentials.email, code)).rejects.toMatchObject({
      code: 'MFA_REQUIRED',
      details: { methods: expect.arrayContaining(['TOTP']) as unknown },
    });
    await expect(browser.call(authEndpoints.me)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await app.prisma.totpFactor.update({ where: { userId: account.user.id }, data: { lastUsedStep: null } });
    await browser.call(mfaEndpoints.verify, { body: { code: phone.code() } });
    expect(await browser.call(authEndpoints.me)).toMatchObject({ id: account.user.id });
  });

  it('[E5] does not sign in a suspended or deleted user or one who has reported a theft, and ends with all sessions', async () => {
    for (const change of [
      { suspendedAt: new Date() },
      { deletedAt: new Date() },
      { recoveringSince: new Date() },
      { authGeneration: { increment: 1 } },
      { email: `other-${Date.now()}@example.com` },
    ]) {
      const { user, credentials } = await verified(app);
      const { browser, code } = await asked(app, credentials.email);
      await app.prisma.user.update({ where: { id: user.id }, data: change });
      await app.app.get(UserSnapshotsService).invalidate(user.id);
      await expect(typeCode(browser, credentials.email, code)).rejects.toMatchObject(wrong);
    }
  });

  it('[E5] is invalidated by a new password', async () => {
    const { browser: owner, credentials } = await verified(app);
    const { browser, code } = await asked(app, credentials.email);
    const body = { currentPassword: credentials.password, newPassword: 'amber lantern 5 hums' };
    await owner.call(accountEndpoints.changePassword, { body });
    await expect(typeCode(browser, credentials.email, code)).rejects.toMatchObject(wrong);
  });
});

describe('an account whose address is not verified', () => {
  it('[E6] is taken over by a code in the mailbox, which ends all access of whoever registered it', async () => {
    const thief = await register(app);
    const { email, username, password } = thief.credentials;
    const key = new SoftwareAuthenticator({ origin: 'https://pixelboxx.example' });
    const options = await thief.browser.call(passkeyEndpoints.registrationOptions);
    await thief.browser.call(passkeyEndpoints.add, { body: { name: 'key', response: key.create(options) } });
    const { app: phone } = await enableTotp(thief.browser);
    expect(phone).toBeDefined();
    const { browser, code } = await asked(app, email);
    expect(await typeCode(browser, email, code)).toMatchObject({ username, isVerified: true });
    await expect(thief.browser.call(authEndpoints.me)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const login = app.browser().call(authEndpoints.login, { body: { identifier: email, password } });
    await expect(login).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    expect(await browser.call(passkeyEndpoints.list)).toEqual({ items: [] });
    expect((await browser.call(mfaEndpoints.status)).totp.enabled).toBe(false);
    expect(await browser.call(identityEndpoints.list)).toMatchObject({ hasPassword: false });
    expect(await browser.call(authEndpoints.me)).toMatchObject({ email, isVerified: true });
    const events = await eventTypes(browser);
    expect(events).toEqual(expect.arrayContaining(['EMAIL_VERIFIED', 'PASSWORD_REVOKED']));
  });

  it('[E6] keeps its password and sessions if the requesting browser is signed in to it', async () => {
    const { browser, credentials } = await register(app);
    const { email, password } = credentials;
    await ask(browser, email);
    expect(await typeCode(browser, email, (await readCode(app, email)).code)).toMatchObject({ isVerified: true });
    await app.browser().call(authEndpoints.login, { body: { identifier: email, password } });
  });
});
