import { adminEndpoints, authEndpoints, mfaEndpoints, type Role } from '@pixelboxx/shared';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lookAfterStaff } from '../../prisma/staff.ts';
import { enableTotp } from '../support/clients/authenticator-app.ts';
import { register, type TestUser } from '../support/clients/users.ts';
import { steadyClock } from '../support/time/steady-clock.ts';
import { useApp } from '../support/use-app.ts';

const app = useApp({ STAFF_SECOND_FACTOR: 'required' });

/** As an operator at the server; what it says, line by line. */
async function staff(...args: string[]): Promise<string[]> {
  const lines: string[] = [];
  await lookAfterStaff(app.databaseUrl, args, { report: (line) => lines.push(line), deadlineMs: 20_000 });
  return lines;
}

beforeEach(steadyClock);
afterEach(() => vi.restoreAllMocks());

async function userAs(role: Role): Promise<TestUser> {
  const account = await register(app);
  // As who was appointed a moment ago, by another.
  const factorGrantEndsAt = new Date(Date.now() + 60_000);
  await app.prisma.user.update({ where: { id: account.user.id }, data: { role, factorGrantEndsAt } });
  return account;
}

const eventsOf = ({ user }: TestUser, type: string) =>
  app.prisma.securityEvent.findMany({ where: { userId: user.id, type } });

describe('the staff command on the server', () => {
  it('makes an account the first administrator, records that, and requires a second factor before its rights apply', async () => {
    const account = await register(app);
    expect(await staff('promote', account.user.username.toUpperCase())).toEqual([
      expect.stringContaining('is an administrator.'),
    ]);
    expect(await eventsOf(account, 'ROLE_CHANGED')).toMatchObject([{ requestId: 'server command', actorId: null }]);
    await expect.poll(async () => (await account.browser.call(authEndpoints.me)).role).toBe('ADMIN');
    await expect(account.browser.call(adminEndpoints.users, { query: {} })).rejects.toMatchObject({
      code: 'SECOND_FACTOR_REQUIRED',
    });
    expect(await staff('promote', account.user.username)).toEqual([expect.stringContaining('already')]);
    await enableTotp(account.browser);
    await account.browser.call(adminEndpoints.users, { query: {} });
    expect(await eventsOf(account, 'ROLE_CHANGED')).toHaveLength(1);
  });

  it('lets the last administrator, who lost all factors, sign in by password and set up a new one', async () => {
    const admin = await userAs('ADMIN');
    await enableTotp(admin.browser);
    expect((await staff('list')).join('\n')).toMatch(new RegExp(`ADMIN ${admin.user.username} +codes`));
    await staff('reset-factors', admin.user.username);
    await expect.poll(async () => (await admin.browser.fetch(authEndpoints.me.path)).status).toBe(401);
    expect(await eventsOf(admin, 'SECOND_FACTORS_RESET')).toHaveLength(1);
    expect((await staff('list')).join('\n')).toMatch(new RegExp(`ADMIN ${admin.user.username} +no second factor`));
    const browser = app.browser();
    const { username: identifier, password } = admin.credentials;
    await browser.call(authEndpoints.login, { body: { identifier, password } });
    expect(await browser.call(mfaEndpoints.status)).toMatchObject({ requiredByRole: true, totp: { enabled: false } });
    await enableTotp(browser);
    await browser.call(adminEndpoints.users, { query: {} });
  });

  it('refuses unknown accounts and commands', async () => {
    await expect(staff('promote', 'nobody-of-that-name')).rejects.toThrow('There is no account nobody-of-that-name.');
    await expect(staff('promote')).rejects.toThrow('Usage:');
    await expect(staff('demote', 'x')).rejects.toThrow('Usage:');
  });
});
