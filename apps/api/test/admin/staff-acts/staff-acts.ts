import {
  accountEndpoints,
  adminEndpoints,
  deviceEndpoints,
  emailCodeEndpoints,
  mfaEndpoints,
  passkeyEndpoints,
  personalTokenEndpoints,
} from '@pixelboxx/shared';
import { SoftwareAuthenticator } from '../../support/clients/software-authenticator.ts';
import type { InjectedBrowser } from '../../support/clients/injected-browser.ts';
import type { Member, StaffWorld } from './staff-world.ts';

export interface Choice {
  readonly actor: number;
  readonly account: number;
  readonly pick: number;
}

type Act = (world: StaffWorld, choice: Choice) => Promise<void>;

const latestSession = (world: StaffWorld, { sessions }: Member): InjectedBrowser =>
  sessions.at(-1)?.thing ?? world.browser();

/** An act on somebody's account, by the latest session of whoever acts. */
function staffAct(type: string, endpoint: { method: string; path: string }, bodyOf: (pick: number) => unknown): Act {
  return async (world, { actor, account, pick }) => {
    const [by, on] = [world.member(actor), world.member(account)];
    const path = endpoint.path.replace(':id', on.id);
    const { status } = await world.send(latestSession(world, by), endpoint.method, path, bodyOf(pick));
    if (status === 200) world.effects.push({ type, actorId: by.id, accountId: on.id });
  };
}

const linkOf = (world: StaffWorld, { email, username }: Member, wanted: string): string | undefined =>
  world.stage.post.emailsTo([email], username).findLast(({ path }) => path === wanted)?.token;

const roleOf = (pick: number): string => ['USER', 'MOD', 'ADMIN'][pick % 3] ?? 'USER';

export const staffActs = {
  suspends: staffAct('ACCOUNT_SUSPENDED', adminEndpoints.suspend, () => ({ reason: 'Sells watches to everybody.' })),
  unsuspends: staffAct('ACCOUNT_UNSUSPENDED', adminEndpoints.unsuspend, () => undefined),
  unlocks: staffAct('ACCOUNT_UNLOCKED', adminEndpoints.unlock, () => undefined),
  resetsFactors: staffAct('SECOND_FACTORS_RESET', adminEndpoints.resetSecondFactors, () => undefined),
  changesRole: staffAct('ROLE_CHANGED', adminEndpoints.changeRole, (pick) => ({ role: roleOf(pick) })),
} satisfies Record<string, Act>;

/** What their owners do, the whole time. */
export const ownActs = {
  signsIn: (world, { actor }) => world.signIn(world.member(actor)),
  deletes: async (world, { actor }) => {
    const member = world.member(actor);
    const { method, path } = accountEndpoints.deleteAccount;
    const body = { password: member.password };
    const { status } = await world.send(latestSession(world, member), method, path, body);
    if (status === 202) world.effects.push({ type: 'ACCOUNT_DELETED', actorId: null, accountId: member.id });
  },
  restores: async (world, { actor }) => {
    const member = world.member(actor);
    const token = linkOf(world, member, '/restore-account');
    if (token === undefined) return;
    const { status } = await world.send(world.browser(), 'POST', accountEndpoints.restoreAccount.path, { token });
    if (status === 200) world.effects.push({ type: 'ACCOUNT_RESTORED', actorId: null, accountId: member.id });
  },
  /** And takes the account back at once. */
  reports: async (world, { actor }) => {
    const member = world.member(actor);
    const token = linkOf(world, member, '/not-me');
    if (token === undefined) return;
    const { status } = await world.send(world.browser(), 'POST', accountEndpoints.reportCompromise.path, { token });
    if (status !== 200) return;
    world.effects.push({ type: 'DISOWNED', actorId: null, accountId: member.id });
    await ownActs.choosesPassword(world, { actor });
  },
  choosesPassword: async (world, { actor }: Pick<Choice, 'actor'>) => {
    const member = world.member(actor);
    const [token, password] = [linkOf(world, member, '/reset-password'), world.newPassword()];
    if (token === undefined) return;
    const body = { token, password };
    const { status } = await world.send(world.browser(), 'POST', accountEndpoints.resetPassword.path, body);
    if (status !== 200) return;
    member.password = password;
    world.effects.push({ type: 'PASSWORD_RESET', actorId: null, accountId: member.id });
  },
  forgetsPassword: async (world, { actor }) => {
    const { email } = world.member(actor);
    await world.send(world.browser(), 'POST', accountEndpoints.forgotPassword.path, { email });
  },
  makesToken: async (world, { actor }) => {
    const member = world.member(actor);
    const { authGeneration: since } = await world.read(member);
    const body = { name: 'script', scopes: ['profile:read'], expiresInDays: 30 };
    const { path } = personalTokenEndpoints.create;
    const { status, data } = await world.send(latestSession(world, member), 'POST', path, body);
    if (status === 201) member.programs.push({ thing: programOf(world, data), since, isOver: false });
  },
  letsProgramIn: async (world, { actor }) => {
    const member = world.member(actor);
    const { authGeneration: since } = await world.read(member);
    const asked = { clientName: 'script', scopes: ['profile:read'] };
    const { data } = await world.send(world.browser(), 'POST', deviceEndpoints.begin.path, asked);
    const body = { userCode: data['userCode'] };
    const { status } = await world.send(latestSession(world, member), 'POST', deviceEndpoints.approve.path, body);
    if (status === 204) member.deviceCodes.push({ thing: String(data['deviceCode']), since, isOver: false });
  },
  addsPasskey: async (world, { actor }) => {
    const member = world.member(actor);
    const browser = latestSession(world, member);
    const options = await world.send(browser, 'POST', passkeyEndpoints.registrationOptions.path);
    if (options.status !== 200) return;
    const passkey = new SoftwareAuthenticator();
    const body = { name: 'key', response: passkey.create(options.data) };
    const { status } = await world.send(browser, 'POST', passkeyEndpoints.add.path, body);
    if (status === 200 || status === 201) member.passkeys.push(passkey);
  },
  asksForCode: async (world, { actor }) => {
    const member = world.member(actor);
    const browser = world.browser();
    member.askers.push(browser);
    await world.send(browser, 'POST', emailCodeEndpoints.request.path, { email: member.email });
  },
  provesAgain: async (world, { actor }) => {
    const member = world.member(actor);
    const body = { password: member.password };
    await world.send(latestSession(world, member), 'POST', mfaEndpoints.stepUp.path, body);
  },
  requestsExport: async (world, { actor }) => {
    const { method, path } = accountEndpoints.requestExport;
    await world.send(latestSession(world, world.member(actor)), method, path);
  },
} satisfies Record<string, Act>;

export function programOf(world: StaffWorld, data: Readonly<Record<string, unknown>>): InjectedBrowser {
  const program = world.browser();
  program.headers['authorization'] = `Bearer ${String(data['token'])}`;
  return program;
}
