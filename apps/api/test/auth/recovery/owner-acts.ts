import { accountEndpoints } from '@pixelboxx/shared';
import type { RecoveryWorld } from './recovery-world.ts';
import { sendJson } from '../../support/clients/injected-browser.ts';

type Act = (world: RecoveryWorld, pick: number) => Promise<void>;

/** Chooses a password by the newest link for it in her mailbox. */
async function choosesPassword(world: RecoveryWorld): Promise<boolean> {
  const link = world.ownerEmails().findLast(({ path }) => path === '/reset-password');
  if (!link) return false;
  const password = world.newPassword('owner');
  const { status } = await sendJson(world.browser(), 'POST', accountEndpoints.resetPassword.path, {
    token: link.token,
    password,
  });
  if (status === 200) world.password = password;
  return status === 200;
}

/** Uses the newest "this wasn't me" link in her mailbox that works. False when none does. */
async function reports(world: RecoveryWorld): Promise<boolean> {
  for (const { path, token } of world.ownerEmails().toReversed()) {
    if (path !== '/not-me') continue;
    const { status } = await sendJson(world.browser(), 'POST', accountEndpoints.reportCompromise.path, { token });
    if (status === 200) return true;
  }
  return false;
}

async function forgets(world: RecoveryWorld): Promise<boolean> {
  const before = world.ownerEmails().length;
  await sendJson(world.browser(), 'POST', accountEndpoints.forgotPassword.path, { email: world.mailbox });
  return world.ownerEmails().length > before && choosesPassword(world);
}

/** Takes the account back: by a notice, or, where the thief has done nothing to be told of, by a new password. */
export async function recovers(world: RecoveryWorld): Promise<boolean> {
  const isDone = (await reports(world)) ? await choosesPassword(world) : await forgets(world);
  return isDone && world.ownerSignsIn();
}

export const ownerActs = {
  ownerSignsIn: async (world) => {
    await world.ownerSignsIn();
  },
  ownerRecovers: async (world) => {
    await recovers(world);
  },
  ownerReports: async (world) => {
    await reports(world);
  },
  ownerForgets: async (world) => {
    await forgets(world);
  },
  ownerDeletes: async (world) => {
    const { method, path } = accountEndpoints.deleteAccount;
    await sendJson(world.owner, method, path, { password: world.password });
  },
  ownerRestores: async (world) => {
    const link = world.ownerEmails().findLast(({ path }) => path === '/restore-account');
    if (link) await sendJson(world.browser(), 'POST', accountEndpoints.restoreAccount.path, { token: link.token });
  },
} satisfies Record<string, Act>;
