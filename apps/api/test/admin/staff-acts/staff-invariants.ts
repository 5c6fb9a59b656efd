import { authEndpoints, deviceEndpoints, emailCodeEndpoints, passkeyEndpoints } from '@pixelboxx/shared';
import type { InjectedBrowser } from '../../support/clients/injected-browser.ts';
import { programOf } from './staff-acts.ts';
import type { Account, Effect, Held, Member, StaffWorld } from './staff-world.ts';

export class Violation extends Error {}

async function isAlive(world: StaffWorld, browser: InjectedBrowser): Promise<boolean> {
  if ((await world.send(browser, 'GET', authEndpoints.me.path)).status === 200) return true;
  if ('authorization' in browser.headers) return false;
  // A cookie that is presented here again is one of a copy: the next act of its owner has the newer one.
  return (await world.send(browser, 'POST', authEndpoints.refresh.path)).status === 200;
}

/** Nothing that had ended opens anything again, whatever became of the account since. */
async function assertEndedIsOver(world: StaffWorld, member: Member, account: Account): Promise<void> {
  const isLocked = account.suspendedAt !== null || account.deletedAt !== null;
  if (isLocked) for (const held of [...member.sessions, ...member.programs, ...member.deviceCodes]) held.isOver = true;
  const isOver = (held: Held<unknown>): boolean => held.isOver || held.since < account.authGeneration;
  for (const [name, held] of [
    ['session', member.sessions],
    ['token', member.programs],
  ] as const) {
    for (const { thing, since } of held.filter(isOver)) {
      if (await isAlive(world, thing)) throw new Violation(`a ${name} of before (${since}) opens ${stateOf(account)}`);
    }
  }
  for (const { thing, since } of member.deviceCodes.filter(isOver)) {
    const { status, data } = await world.send(world.browser(), 'POST', deviceEndpoints.token.path, {
      deviceCode: thing,
    });
    if (status === 201 && (await isAlive(world, programOf(world, data))))
      throw new Violation(`a promised token of before (${since}) opens ${stateOf(account)}`);
  }
}

const stateOf = ({ suspendedAt, deletedAt, authGeneration }: Account): string =>
  `an account that is ${suspendedAt ? 'suspended ' : ''}${deletedAt ? 'deleted ' : ''}(${authGeneration})`;

/** Nobody signs in to a suspended or deleted account. */
async function assertLockedOut(world: StaffWorld, member: Member, account: Account): Promise<void> {
  const browser = world.browser();
  const body = { identifier: member.username, password: member.password };
  const byPassword = await world.send(browser, 'POST', authEndpoints.login.path, body);
  if (byPassword.status === 200) throw new Violation(`the password opens ${stateOf(account)}`);
  const passkey = member.passkeys.at(-1);
  if (passkey) {
    const options = await world.send(browser, 'POST', passkeyEndpoints.authenticationOptions.path);
    const response = passkey.get(options.data);
    const byPasskey = await world.send(browser, 'POST', passkeyEndpoints.signIn.path, { response });
    if (byPasskey.status === 200) throw new Violation(`a passkey opens ${stateOf(account)}`);
  }
  const codes = world.stage.post.emailsTo([member.email], member.username).filter(({ code }) => code !== null);
  for (const asker of member.askers.slice(-2)) {
    for (const { token, code } of codes.slice(-2)) {
      for (const proof of [{ token }, { email: member.email, code }]) {
        const { status } = await world.send(asker, 'POST', emailCodeEndpoints.verify.path, proof);
        if (status === 200) throw new Violation(`a mailed code opens ${stateOf(account)}`);
      }
    }
  }
}

const counted = ['ACCOUNT_SUSPENDED', 'ACCOUNT_UNLOCKED', 'SECOND_FACTORS_RESET', 'ACCOUNT_DELETED', 'DISOWNED'];

/** Of these, a success may have had nothing to change. */
const conditional = ['ACCOUNT_UNSUSPENDED', 'ROLE_CHANGED'];

/** One entry for each act that took effect, and none for one that did not. */
async function assertTrail(world: StaffWorld, member: Member): Promise<void> {
  const { prisma } = world.stage.running;
  const events = await prisma.securityEvent.findMany({ where: { userId: member.id } });
  const entries = await prisma.auditEntry.findMany({ where: { accountId: member.id } });
  const keyOf = ({ type, actorId }: Pick<Effect, 'type' | 'actorId'>): string => `${type} by ${actorId}`;
  const own = world.effects.filter(({ accountId }) => accountId === member.id);
  for (const effect of [...own, ...events]) {
    const key = keyOf(effect);
    const [done, told] = [own, events].map((list) => list.filter((one) => keyOf(one) === key).length);
    const isRight = counted.includes(effect.type)
      ? told === done
      : !conditional.includes(effect.type) || (told ?? 0) <= (done ?? 0);
    if (!isRight) throw new Violation(`${done} times ${key} succeeded, the record has ${told}`);
  }
  const acts = events.filter(({ actorId }) => actorId !== null).map(({ id }) => id);
  const inTrail = entries.map(({ id }) => id);
  if (acts.toSorted().join() !== inTrail.toSorted().join()) throw new Violation('record and trail differ');
}

function assertStaffLeft(accounts: readonly Account[]): void {
  const left = accounts.filter(({ role, suspendedAt, deletedAt }) => role === 'ADMIN' && !suspendedAt && !deletedAt);
  if (left.length === 0) throw new Violation('no administrator is left');
}

/** Holds after any acts at the same time. */
export async function assertInvariants(world: StaffWorld): Promise<void> {
  if (world.broken.length > 0) throw new Violation(world.broken.join('\n'));
  const accounts: Account[] = [];
  for (const member of world.members) {
    const account = await world.read(member);
    accounts.push(account);
    await assertEndedIsOver(world, member, account);
    if (account.suspendedAt ?? account.deletedAt) await assertLockedOut(world, member, account);
    await assertTrail(world, member);
  }
  assertStaffLeft(accounts);
}
