import { authEndpoints, identityEndpoints } from '@pixelboxx/shared';
import { goodPassword } from '../../support/clients/users.ts';
import { type IdentityWorld, Violation } from './identity-world.ts';

export interface Choice {
  readonly browser: number;
  readonly somebody: number;
  readonly pick: number;
}

type Act = (world: IdentityWorld, choice: Choice) => Promise<void>;

const latest = ({ returns }: IdentityWorld, pick: number) => returns.at(-1 - (pick % Math.min(3, returns.length || 1)));

export const identityActs = {
  goesToSignIn: (world, { browser, somebody }) =>
    world.goes(world.browser(browser), identityEndpoints.start, world.somebody(somebody)),
  goesToLink: (world, { browser, somebody }) =>
    world.goes(world.browser(browser), identityEndpoints.link, world.somebody(somebody)),
  goesToProve: (world, { browser, somebody }) =>
    world.goes(world.browser(browser), identityEndpoints.stepUp, world.somebody(somebody)),
  comesBack: async (world, { browser, pick }) => {
    const one = latest(world, pick);
    if (one) await world.comesBack(one, world.browser(browser));
  },
  comesBackTwice: async (world, { browser, pick }) => {
    const one = latest(world, pick);
    if (one) await Promise.all([0, 1].map((more) => world.comesBack(one, world.browser(browser + more))));
  },
  signsInBy: async (world, choice) => {
    await identityActs.goesToSignIn(world, choice);
    await identityActs.comesBack(world, { ...choice, pick: 0 });
  },
  links: async (world, choice) => {
    await identityActs.goesToLink(world, choice);
    await identityActs.comesBack(world, { ...choice, pick: 0 });
  },
  registersBy: async (world, { browser, pick }) => {
    const body = { username: `n${pick % 3}_${world.run}`, ...(pick % 2 === 0 ? {} : { email: world.addressOf(pick) }) };
    await world.send(world.browser(browser), 'POST', identityEndpoints.register.path, body);
  },
  unlinks: async (world, { browser, pick }) => {
    const by = world.browser(browser);
    const { data } = await world.send(by, 'GET', identityEndpoints.list.path);
    const items = Array.isArray(data['items']) ? (data['items'] as { id: string }[]) : [];
    const one = items[pick % Math.max(1, items.length)];
    if (one) await world.send(by, 'DELETE', identityEndpoints.unlink.path.replace(':id', one.id));
  },
  signsOut: async (world, { browser }) => {
    await world.send(world.browser(browser), 'POST', authEndpoints.logout.path);
  },
  signsIn: async (world, { browser }) => {
    const body = { identifier: `owner_${world.run}`, password: goodPassword };
    await world.send(world.browser(browser), 'POST', authEndpoints.login.path, body);
  },
  /** At the provider their address is another from here on. */
  changesAddress: (world, { somebody, pick }) => {
    const index = somebody % world.somebodies.length;
    const one = world.somebody(somebody);
    world.somebodies[index] = { ...one, email: world.addressOf(pick), email_verified: pick % 3 !== 0 };
    return Promise.resolve();
  },
} satisfies Record<string, Act>;

/** Holds after any acts at the same time. */
export async function assertInvariants(world: IdentityWorld): Promise<void> {
  if (world.faults.length > 0) throw new Violation(world.faults.join('\n'));
  for (const [response, times] of world.uses)
    if (times > 1) throw new Violation(`${response} was accepted ${times} times`);
  const { prisma } = world.stage.running;
  const users = await prisma.user.findMany({
    where: { username: { endsWith: world.run } },
    include: { identities: true, passkeys: true },
  });
  for (const { username, passwordHash, identities, passkeys } of users) {
    const isReachable = username.startsWith('owner') || identities.length + passkeys.length > 0;
    if (!isReachable) throw new Violation(`${username} has no way in (${passwordHash.slice(0, 4)})`);
  }
  const linked = users.flatMap(({ identities }) => identities.map(({ subject }) => subject));
  if (new Set(linked).size < linked.length) throw new Violation('an identity has two accounts');
  for (const { id, username, email, isVerified } of users)
    await assertVouched(world, { id, username, email, isVerified });
}

/** An address is verified only if the provider vouched for it, to this account's own identity. */
async function assertVouched(
  { stage }: IdentityWorld,
  { id, username, isVerified }: { id: string; username: string; email: string | null; isVerified: boolean },
): Promise<void> {
  if (!isVerified) return;
  if (username.startsWith('owner')) throw new Violation('an address was verified by the word of a provider');
  const events = await stage.running.prisma.securityEvent.findMany({ where: { userId: id, type: 'ACCOUNT_CREATED' } });
  if (events.length !== 1) throw new Violation(`${username} was created ${events.length} times`);
}
