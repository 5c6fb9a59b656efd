import {
  accountEndpoints,
  deviceEndpoints,
  emailCodeEndpoints,
  mfaEndpoints,
  passkeyEndpoints,
  personalTokenEndpoints,
  type WebAuthnJson,
} from '@pixelboxx/shared';
import { AuthenticatorApp } from '../../support/clients/authenticator-app.ts';
import { goodPassword } from '../../support/clients/users.ts';
import { SoftwareAuthenticator } from '../../support/clients/software-authenticator.ts';
import { type InjectedBrowser, type JsonReply, sendJson } from '../../support/clients/injected-browser.ts';
import type { LinkEmail } from '../../support/clients/post-office.ts';
import type { RecoveryWorld } from './recovery-world.ts';

/** `pick` chooses among what there is. Whatever the api answers is part of the attempt. */
type Act = (world: RecoveryWorld, pick: number) => Promise<void>;

/** He may have accounts of his own. */
export async function isOfAccount(world: RecoveryWorld, browser: InjectedBrowser): Promise<boolean> {
  const me = await browser.fetch('/v1/auth/me');
  return me.status === 200 && (await me.text()).includes(world.userId);
}

/** The browser he used last, among those he has. */
export function browserOf(world: RecoveryWorld, pick: number): InjectedBrowser {
  const latestFirst = world.loot.browsers.toReversed();
  return latestFirst[pick % 2] ?? latestFirst[0] ?? world.browser();
}

/** Tries the passwords he knows, the latest first, until one is taken. */
export async function withPassword(
  { loot }: RecoveryWorld,
  attempt: (password: string) => Promise<JsonReply>,
): Promise<JsonReply | null> {
  for (const password of [...loot.passwords].toReversed().slice(0, 3)) {
    const reply = await attempt(password);
    if (reply.status < 300) return reply;
  }
  return null;
}

/** Opens the link of an email as its page does. True if the api did what it is for. */
export async function openLink(world: RecoveryWorld, { path, token }: LinkEmail, pick: number): Promise<boolean> {
  const browser = world.loot.browsers.toReversed()[pick % 3] ?? world.browser();
  const { reportCompromise, resetPassword, restoreAccount, verifyEmail } = accountEndpoints;
  if (path === '/not-me') return (await sendJson(browser, 'POST', reportCompromise.path, { token })).status === 200;
  if (path === '/email-code') return (await signInByCodes(world, (email) => email.token === token)) !== null;
  if (path === '/restore-account')
    return (await sendJson(browser, 'POST', restoreAccount.path, { token })).status === 200;
  if (path !== '/reset-password') return (await sendJson(browser, 'POST', verifyEmail.path, { token })).status === 200;
  const password = world.newPassword('thief');
  world.loot.passwords.add(password);
  return (await sendJson(world.browser(), 'POST', resetPassword.path, { token, password })).status === 200;
}

export async function signInWith(world: RecoveryWorld, password: string): Promise<InjectedBrowser | null> {
  const browser = world.browser();
  const { phones, backupCodes } = world.loot;
  const codes = backupCodes.slice(-1);
  return (await world.signIn(browser, password, phones.slice(-2), codes)) ? browser : null;
}

export async function signInByPasskey(
  world: RecoveryWorld,
  passkey: SoftwareAuthenticator,
): Promise<InjectedBrowser | null> {
  const browser = world.browser();
  const options = await sendJson(browser, 'POST', passkeyEndpoints.authenticationOptions.path);
  if (options.status !== 200) return null;
  await sendJson(browser, 'POST', passkeyEndpoints.signIn.path, { response: passkey.get(options.data) });
  return (await isOfAccount(world, browser)) ? browser : null;
}

/** By the link, and by the digits, of each email with a code that he has seen, in every browser of his that has asked for one. */
export async function signInByCodes(
  world: RecoveryWorld,
  isMeant: (email: LinkEmail) => boolean = () => true,
): Promise<InjectedBrowser | null> {
  const emails = world.thiefEmails().filter((email) => email.path === '/email-code' && isMeant(email));
  for (const { to, token, code } of emails.toReversed().slice(0, 4)) {
    for (const { browser } of world.loot.askers.filter(({ email }) => email === to).slice(-3)) {
      for (const proof of [{ token }, { email: to, code }]) {
        const { status, data } = await sendJson(browser, 'POST', emailCodeEndpoints.verify.path, proof);
        // He may have accounts of his own.
        if (status === 200 && data['id'] === world.userId) return browser;
      }
    }
  }
  return null;
}

function takeToken(world: RecoveryWorld, { status, data }: JsonReply): InjectedBrowser | null {
  if (status !== 201) return null;
  const program = world.browser();
  program.headers['authorization'] = `Bearer ${String(data['token'])}`;
  world.loot.programs.push(program);
  return program;
}

/** Whether a program gets the token that it was promised. */
export async function redeems(world: RecoveryWorld, deviceCode: string): Promise<boolean> {
  const program = takeToken(world, await sendJson(world.browser(), 'POST', deviceEndpoints.token.path, { deviceCode }));
  return program !== null && isOfAccount(world, program);
}

async function registerOther(world: RecoveryWorld): Promise<void> {
  const body = { username: `${world.username}_b`.slice(0, 32), email: world.mailbox, password: goodPassword };
  const browser = world.browser();
  const reply = await sendJson(browser, 'POST', '/v1/auth/register', body);
  if (reply.status === 201) world.loot.browsers.unshift(browser);
}

export const thiefActs = {
  learnsPassword: (world) => {
    world.loot.passwords.add(world.password);
    return Promise.resolve();
  },
  stealsSession: (world) => {
    world.loot.browsers.push(world.owner.clone());
    return Promise.resolve();
  },
  opensMailbox: (world) => {
    world.openMailbox();
    return Promise.resolve();
  },
  closesMailbox: (world) => {
    world.closeMailbox();
    return Promise.resolve();
  },
  signsIn: async (world) => {
    for (const password of [...world.loot.passwords].toReversed().slice(0, 2)) {
      const browser = await signInWith(world, password);
      if (browser) return void world.loot.browsers.push(browser);
    }
  },
  signsInByPasskey: async (world) => {
    const passkey = world.loot.passkeys.at(-1);
    const browser = passkey ? await signInByPasskey(world, passkey) : null;
    if (browser) world.loot.browsers.push(browser);
  },
  asksForCode: async (world, pick) => {
    const email = [world.mailbox, ...world.thiefMailboxes][pick % 3] ?? world.mailbox;
    const last = world.loot.askers.at(-1);
    // In a browser of its own, or in the one that asked before.
    const browser = pick % 4 === 3 && last ? last.browser : world.browser();
    world.loot.askers.push({ browser, email });
    await sendJson(browser, 'POST', emailCodeEndpoints.request.path, { email });
  },
  signsInByCode: async (world) => {
    const browser = await signInByCodes(world);
    if (browser) world.loot.browsers.push(browser.clone());
  },
  asksForEmail: async (world, pick) => {
    const email = [...world.thiefMailboxes, world.mailbox][pick % 3];
    const browser = browserOf(world, pick);
    await withPassword(world, (password) =>
      sendJson(browser, 'POST', accountEndpoints.changeEmail.path, { email, password }),
    );
  },
  /** Asks and confirms in one go, as one who knows what he is doing. */
  changesEmail: async (world, pick) => {
    await thiefActs.asksForEmail(world, pick);
    const confirmation = world.thiefEmails().findLast(({ path }) => path === '/confirm-email');
    if (confirmation) {
      const browser = browserOf(world, pick);
      await sendJson(browser, 'POST', accountEndpoints.verifyEmail.path, { token: confirmation.token });
    }
  },
  opensLatestLink: async (world, pick) => {
    const email = world.thiefEmails().at(-1);
    if (email) await openLink(world, email, pick);
  },
  opensAnyLink: async (world, pick) => {
    const emails = world.thiefEmails();
    const email = emails[pick % Math.max(1, emails.length)];
    if (email) await openLink(world, email, pick);
  },
  changesPassword: async (world, pick) => {
    const browser = browserOf(world, pick);
    const newPassword = world.newPassword('thief');
    const reply = await withPassword(world, (currentPassword) =>
      sendJson(browser, 'POST', accountEndpoints.changePassword.path, { currentPassword, newPassword }),
    );
    if (reply) world.loot.passwords.add(newPassword);
  },
  addsPasskey: async (world, pick) => {
    const browser = browserOf(world, pick);
    const options = await sendJson(browser, 'POST', passkeyEndpoints.registrationOptions.path);
    if (options.status !== 200) return;
    const passkey = new SoftwareAuthenticator();
    const response: WebAuthnJson = passkey.create(options.data);
    const added = await sendJson(browser, 'POST', passkeyEndpoints.add.path, { name: 'key', response });
    if (added.status === 201 || added.status === 200) world.loot.passkeys.push(passkey);
  },
  makesToken: async (world, pick) => {
    const body = { name: 'script', scopes: ['profile:read', 'profile:write', 'uploads:read'], expiresInDays: 366 };
    const made = await sendJson(browserOf(world, pick), 'POST', personalTokenEndpoints.create.path, body);
    takeToken(world, made);
  },
  /** The program has time to take its token. */
  letsProgramIn: async (world, pick) => {
    const asked = await sendJson(world.browser(), 'POST', deviceEndpoints.begin.path, {
      clientName: 'script',
      scopes: ['profile:read'],
    });
    const { deviceCode, userCode } = asked.data;
    const approved = await sendJson(browserOf(world, pick), 'POST', deviceEndpoints.approve.path, { userCode });
    if (approved.status === 204) world.loot.deviceCodes.push(String(deviceCode));
  },
  enablesTotp: async (world, pick) => {
    const browser = browserOf(world, pick);
    const setup = await sendJson(browser, 'POST', mfaEndpoints.setUpTotp.path);
    if (typeof setup.data['secret'] !== 'string') return;
    const phone = new AuthenticatorApp(setup.data['secret']);
    const enabled = await sendJson(browser, 'POST', mfaEndpoints.confirmTotp.path, { code: phone.code() });
    if (enabled.status < 300) world.loot.phones.push(phone);
    world.loot.backupCodes.push(...codesOf(enabled.data));
  },
  disablesTotp: async (world, pick) => {
    await sendJson(browserOf(world, pick), mfaEndpoints.disableTotp.method, mfaEndpoints.disableTotp.path);
  },
  renewsBackupCodes: async (world, pick) => {
    const { method, path } = mfaEndpoints.renewBackupCodes;
    const renewed = await sendJson(browserOf(world, pick), method, path);
    world.loot.backupCodes.push(...codesOf(renewed.data));
  },
  deletesAccount: async (world, pick) => {
    const { method, path } = accountEndpoints.deleteAccount;
    const browser = browserOf(world, pick);
    await withPassword(world, (password) => sendJson(browser, method, path, { password }));
  },
  forgetsPassword: async (world, pick) => {
    const email = [...world.thiefMailboxes, world.mailbox][pick % 3];
    await sendJson(world.browser(), 'POST', accountEndpoints.forgotPassword.path, { email });
  },
  asksForLinkAgain: async (world, pick) => {
    await sendJson(browserOf(world, pick), 'POST', accountEndpoints.resendVerification.path);
  },
  registersWithOwnersEmail: registerOther,
} satisfies Record<string, Act>;

function codesOf({ codes }: Readonly<Record<string, unknown>>): string[] {
  return Array.isArray(codes) ? codes.filter((code) => typeof code === 'string') : [];
}
