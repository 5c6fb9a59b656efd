import { walkThrough, type Somebody } from '@pixelboxx/config/testing/openid-server';
import { identityEndpoints, liveEndpoints, mfaEndpoints, uploadEndpoints } from '@pixelboxx/shared';
import { Browser } from '../../support/clients/browser.ts';
import { follow } from '../../support/clients/following.ts';
import { redirectUriOf } from '../../identities/identity-users.ts';
import type { RecoveryWorld } from './recovery-world.ts';
import { type InjectedBrowser, type JsonReply, sendJson } from '../../support/clients/injected-browser.ts';
import { browserOf, isOfAccount, redeems, withPassword } from './thief-acts.ts';

type Act = (world: RecoveryWorld, pick: number) => Promise<void>;

/** What is written about an account of his own is no email about hers. */
const otherNameOf = ({ username }: RecoveryWorld): string => username.replace('owner', 'thief');

/** At the provider anybody may say to have any email; the provider says whether it knows it to be theirs. */
function newSomebody(world: RecoveryWorld, pick: number): Somebody {
  const sub = `${world.username}_${world.loot.identities.length + world.loot.begunLinks.length}_${pick}`;
  const email = [world.mailbox, ...world.thiefMailboxes][pick % 3] ?? world.mailbox;
  return { sub, email, email_verified: email !== world.mailbox, preferred_username: otherNameOf(world) };
}

/** @returns what the provider sends him back with; null where nothing was begun */
async function goesToProvider(
  world: RecoveryWorld,
  browser: InjectedBrowser,
  { path }: { readonly path: string },
  somebody: Somebody,
): Promise<string | null> {
  const { provider } = world.stage;
  const { data } = await sendJson(browser, 'POST', path, { provider: provider.id });
  if (typeof data['url'] !== 'string') return null;
  provider.users.set(somebody.sub, somebody);
  const url = new URL(data['url']);
  url.searchParams.set('login_hint', somebody.sub);
  return walkThrough(url.href, redirectUriOf(provider.id));
}

function comesBack(world: RecoveryWorld, browser: InjectedBrowser, response: string): Promise<JsonReply> {
  return sendJson(browser, 'POST', identityEndpoints.callback.path, { provider: world.stage.provider.id, response });
}

/** Whether what he began is linked to her account now, and to none of his own. */
export async function completesLink(
  world: RecoveryWorld,
  { browser, response, somebody }: RecoveryWorld['loot']['begunLinks'][number],
): Promise<boolean> {
  await comesBack(world, browser, response);
  const where = { userId: world.userId, subject: somebody.sub };
  return (await world.stage.running.prisma.identity.count({ where })) > 0;
}

export async function signInByIdentity(world: RecoveryWorld, somebody: Somebody): Promise<InjectedBrowser | null> {
  const browser = world.browser();
  const response = await goesToProvider(world, browser, identityEndpoints.start, somebody);
  if (response === null) return null;
  const body = { provider: world.stage.provider.id, response };
  const back = await browser.post(identityEndpoints.callback.path, body);
  const { phones, backupCodes } = world.loot;
  if (back.status !== 200) await world.passMfa(browser, back, phones.slice(-2), backupCodes.slice(-1));
  return (await isOfAccount(world, browser)) ? browser : null;
}

/** Whether it leads to her image for longer than is said of such addresses. */
export function outlives({ expiresAt, takenAtMs }: RecoveryWorld['loot']['imageLinks'][number]): boolean {
  return Date.parse(expiresAt) - takenAtMs > 15 * 60_000;
}

/** Whether somebody reads her image's address by this. */
export async function takesImageLink(world: RecoveryWorld, browser: InjectedBrowser): Promise<boolean> {
  const path = `${uploadEndpoints.url.path.replace(':id', world.uploadId)}?variant=w640`;
  const takenAtMs = Date.now();
  const { data } = await sendJson(browser, 'GET', path);
  if (typeof data['expiresAt'] !== 'string') return false;
  world.loot.imageLinks.push({ expiresAt: data['expiresAt'], takenAtMs });
  return true;
}

/** What he does by other programs than a browser, and at other sites. */
export const thiefActsElsewhere = {
  provesAgain: async (world, pick) => {
    await withPassword(world, (password) =>
      sendJson(browserOf(world, pick), 'POST', mfaEndpoints.stepUp.path, { password }),
    );
  },
  linksIdentity: async (world, pick) => {
    const [browser, somebody] = [browserOf(world, pick), newSomebody(world, pick)];
    const response = await goesToProvider(world, browser, identityEndpoints.link, somebody);
    if (response === null) return;
    if (await completesLink(world, { browser, response, somebody })) world.loot.identities.push(somebody);
  },
  beginsToLink: async (world, pick) => {
    const [browser, somebody] = [browserOf(world, pick), newSomebody(world, pick)];
    const response = await goesToProvider(world, browser, identityEndpoints.link, somebody);
    if (response !== null) world.loot.begunLinks.push({ browser: browser.clone(), response, somebody });
  },
  signsInByIdentity: async (world, pick) => {
    const somebody = world.loot.identities.toReversed()[pick % 2] ?? world.loot.identities.at(-1);
    const browser = somebody ? await signInByIdentity(world, somebody) : null;
    if (browser) world.loot.browsers.push(browser);
  },
  provesByIdentity: async (world, pick) => {
    const [browser, somebody] = [browserOf(world, pick), world.loot.identities.at(-1)];
    const response = somebody ? await goesToProvider(world, browser, identityEndpoints.stepUp, somebody) : null;
    if (response !== null) await comesBack(world, browser, response);
  },
  /** An account of his own, with whatever address is free. */
  registersByIdentity: async (world, pick) => {
    const [browser, somebody] = [world.browser(), newSomebody(world, pick)];
    const response = await goesToProvider(world, browser, identityEndpoints.start, somebody);
    if (response === null || (await comesBack(world, browser, response)).data['outcome'] !== 'REGISTRATION') return;
    const body = { username: `${otherNameOf(world)}_${pick}`, email: somebody.email };
    const { status } = await sendJson(browser, 'POST', identityEndpoints.register.path, body);
    if (status === 201) world.loot.browsers.unshift(browser);
  },
  takesPromisedToken: async (world, pick) => {
    const { deviceCodes } = world.loot;
    const code = deviceCodes[pick % Math.max(1, deviceCodes.length)];
    if (code !== undefined) await redeems(world, code);
  },
  /** Over the network: what never ends cannot be handed over within the process. */
  followsEvents: async (world, pick) => {
    const followed = browserOf(world, pick);
    if (!(await isOfAccount(world, followed))) return;
    const browser = new Browser(world.stage.running.baseUrl);
    for (const [name, value] of followed.cookies) browser.cookies.set(name, value);
    world.loot.streams.push(await follow(browser, liveEndpoints.events));
  },
  asksForImage: async (world, pick) => {
    await takesImageLink(
      world,
      pick % 2 === 0 ? browserOf(world, pick) : (world.loot.programs.at(-1) ?? world.browser()),
    );
  },
} satisfies Record<string, Act>;
