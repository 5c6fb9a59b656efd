import {
  accountEndpoints,
  adminEndpoints,
  type AdminUser,
  authEndpoints,
  type Role,
  securityEventTypes,
} from '@pixelboxx/shared';
import { beforeAll, describe, expect, it } from 'vitest';
import { useApp } from '../support/use-app.ts';
import type { Browser } from '../support/clients/browser.ts';
import { enableTotp } from '../support/clients/authenticator-app.ts';
import { openDevice } from '../support/clients/devices.ts';
import { goodPassword, newCredentials, type TestUser, register } from '../support/clients/users.ts';

const app = useApp();
const { mailbox } = app;

/** Before the first request of theirs, so that nothing has been cached. */
async function userAs(role: Role, overrides = {}): Promise<TestUser> {
  const account = await register(app, overrides);
  await app.prisma.user.update({ where: { id: account.user.id }, data: { role } });
  return account;
}

const reason = 'Advertises the same shop in every comment.';

const suspend = ({ browser }: TestUser, { user }: TestUser): Promise<AdminUser> =>
  browser.call(adminEndpoints.suspend, { params: { id: user.id }, body: { reason } });

const statusOf = async (browser: Browser): Promise<number> => (await browser.fetch(authEndpoints.me.path)).status;

async function eventsOf(actor: TestUser, account: TestUser) {
  const params = { id: account.user.id };
  return (await actor.browser.call(adminEndpoints.securityEvents, { params, query: {} })).items;
}

describe('permissions of staff', () => {
  it.each(Object.entries(adminEndpoints))('refuse members at %s', async (_, { method, path }) => {
    const { browser, user } = await register(app);
    const response = await browser.fetch(path.replace(':id', user.id), { method });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: { code: 'FORBIDDEN' } });
  });

  const acts = ['suspend', 'unsuspend', 'unlock', 'resetSecondFactors', 'changeRole'] as const;
  const allowed: Record<'MOD' | 'ADMIN', Record<Role, readonly string[]>> = {
    MOD: { USER: ['suspend', 'unsuspend', 'unlock'], MOD: [], ADMIN: [] },
    ADMIN: { USER: acts, MOD: acts, ADMIN: acts },
  };

  it.each(
    (['MOD', 'ADMIN'] as const).flatMap((actor) =>
      (['USER', 'MOD', 'ADMIN'] as const).map((role) => [actor, role] as const),
    ),
  )('let a %s act on a %s as specified', async (actorRole, role) => {
    const [actor, account] = [await userAs(actorRole), await userAs(role)];
    const bodies = { suspend: { reason }, changeRole: { role } };
    for (const act of acts) {
      const body = act in bodies ? bodies[act as keyof typeof bodies] : undefined;
      const response = await actor.browser.post(adminEndpoints[act].path.replace(':id', account.user.id), body);
      expect([act, response.status]).toEqual([act, allowed[actorRole][role].includes(act) ? 200 : 403]);
    }
  });

  it.each(['MOD', 'ADMIN'] as const)('[B6] let no %s act on themselves or step down', async (role) => {
    const actor = await userAs(role);
    await expect(suspend(actor, actor)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const params = { id: actor.user.id };
    await expect(actor.browser.call(adminEndpoints.unlock, { params })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const next of ['ADMIN', 'MOD', 'USER'] as const) {
      const change = actor.browser.call(adminEndpoints.changeRole, { params, body: { role: next } });
      await expect(change, next).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await statusOf(actor.browser)).toBe(200);
  });

  it('keep one administrator when two demote each other simultaneously', async () => {
    const [one, other] = [await userAs('ADMIN'), await userAs('ADMIN')];
    const demote = (actor: TestUser, { user }: TestUser) =>
      actor.browser.post(adminEndpoints.changeRole.path.replace(':id', user.id), { role: 'USER' });
    const responses = await Promise.all([demote(one, other), demote(other, one)]);
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 403]);
  });

  it('result in NOT_FOUND for an unknown user', async () => {
    const { browser } = await userAs('ADMIN');
    const params = { id: '018f0000-0000-7000-8000-000000000000' };
    await expect(browser.call(adminEndpoints.user, { params })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const reply = browser.call(adminEndpoints.suspend, { params, body: { reason } });
    await expect(reply).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('resetting a user’s lost second factor', () => {
  it('allows sign-in by password alone, ends all sessions and notifies the user', async () => {
    const [admin, account] = [await userAs('ADMIN'), await register(app)];
    await enableTotp(account.browser);
    const body = { identifier: account.credentials.username, password: goodPassword };
    const login = () => app.browser().call(authEndpoints.login, { body });
    await expect(login()).rejects.toMatchObject({ code: 'MFA_REQUIRED' });

    await admin.browser.call(adminEndpoints.resetSecondFactors, { params: { id: account.user.id } });
    expect(await statusOf(account.browser)).toBe(401);
    expect(await login()).toMatchObject({ id: account.user.id });
    expect((await eventsOf(admin, account)).map(({ type }) => type)).toContain('SECOND_FACTORS_RESET');
    const { text } = await mailbox.email(account.credentials.email, /second step was removed/);
    expect(text).toContain(account.user.username);
  });
});

describe('suspending a user', () => {
  it('ends all sessions immediately and refuses sign-ins until it is lifted', async () => {
    const [mod, account] = [await userAs('MOD'), await register(app)];
    const { browser: other } = await openDevice(app, account.user.id);
    expect([await statusOf(account.browser), await statusOf(other)]).toEqual([200, 200]);
    expect(await suspend(mod, account)).toMatchObject({ suspendedReason: reason, liveSessions: 0 });
    expect([await statusOf(account.browser), await statusOf(other)]).toEqual([401, 401]);
    await expect(other.call(authEndpoints.refresh)).rejects.toMatchObject({ code: 'REFRESH_INVALID' });
    const body = { identifier: account.credentials.username, password: goodPassword };
    const login = () => app.browser().call(authEndpoints.login, { body });
    await expect(login()).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    const { text } = await mailbox.email(account.credentials.email, /account is suspended/);
    expect(text).toContain(reason);

    const params = { id: account.user.id };
    const lifted = await mod.browser.call(adminEndpoints.unsuspend, { params });
    expect(lifted).toMatchObject({ suspendedAt: null, suspendedReason: null });
    expect(await statusOf(other)).toBe(401);
    expect(await login()).toMatchObject({ id: account.user.id });
  });

  it('hides the profile', async () => {
    const [mod, account] = [await userAs('MOD'), await register(app)];
    await suspend(mod, account);
    expect((await app.browser().fetch(`/v1/users/${account.user.username}`)).status).toBe(404);
  });

  it('requires a reason', async () => {
    const [mod, account] = [await userAs('MOD'), await register(app)];
    const path = adminEndpoints.suspend.path.replace(':id', account.user.id);
    expect((await mod.browser.post(path, { reason: ' ' })).status).toBe(400);
    expect(await statusOf(account.browser)).toBe(200);
  });
});

describe('changes of roles', () => {
  it('take effect from the next request, both granted and withdrawn', async () => {
    const [admin, account] = [await userAs('ADMIN'), await register(app)];
    const params = { id: account.user.id };
    const find = () => account.browser.call(adminEndpoints.users, { query: {} });
    await expect(find()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await admin.browser.call(adminEndpoints.changeRole, { params, body: { role: 'MOD' } });
    await find();
    await admin.browser.call(adminEndpoints.changeRole, { params, body: { role: 'USER' } });
    await expect(find()).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('unlocking an account', () => {
  it('resets the failed sign-ins that the user view shows as a lock', async () => {
    const [mod, account] = [await userAs('MOD'), await register(app)];
    const params = { id: account.user.id };
    const stranger = app.browser();
    stranger.headers['x-forwarded-for'] = '198.51.100.7';
    const attempt = (password: string) =>
      stranger.post(authEndpoints.login.path, { identifier: account.user.username, password });
    for (let tried = 0; tried < 10; tried += 1) expect((await attempt('wrong password')).status).toBe(401);
    expect((await attempt(goodPassword)).status).toBe(429);
    const { lockedUntil } = await mod.browser.call(adminEndpoints.user, { params });
    expect(Date.parse(lockedUntil ?? '')).toBeGreaterThan(Date.now());
    expect(Date.parse(lockedUntil ?? '')).toBeLessThan(Date.now() + 15 * 60_000);
    expect(await mod.browser.call(adminEndpoints.unlock, { params })).toMatchObject({ lockedUntil: null });
    expect((await attempt(goodPassword)).status).toBe(200);
  });
});

describe('security events of staff actions', () => {
  it('show staff who acted, and show the user only what happened', async () => {
    const [admin, account] = [await userAs('ADMIN'), await register(app)];
    const params = { id: account.user.id };
    await suspend(admin, account);
    await admin.browser.call(adminEndpoints.unsuspend, { params });
    await admin.browser.call(adminEndpoints.unlock, { params });
    await admin.browser.call(adminEndpoints.changeRole, { params, body: { role: 'MOD' } });
    const expected = ['ROLE_CHANGED', 'ACCOUNT_UNLOCKED', 'ACCOUNT_UNSUSPENDED', 'ACCOUNT_SUSPENDED'];
    const acts = (await eventsOf(admin, account)).slice(0, 4);
    expect(acts.map(({ type }) => type)).toEqual(expected);
    // Not where the administrator sits: the user may read this.
    for (const act of acts) expect(act).toMatchObject({ actorId: admin.user.id, ipAddress: null, userAgent: null });
    for (const type of expected) expect(Object.keys(securityEventTypes)).toContain(type);

    const { browser } = await openDevice(app, account.user.id);
    const response = await browser.fetch(accountEndpoints.securityEvents.path);
    const text = await response.text();
    for (const type of expected) expect(text).toContain(type);
    expect(text).not.toContain(admin.user.id);
  });

  it('are not recorded if nothing changed', async () => {
    const [admin, account] = [await userAs('ADMIN'), await register(app)];
    const params = { id: account.user.id };
    await admin.browser.call(adminEndpoints.unsuspend, { params });
    await admin.browser.call(adminEndpoints.changeRole, { params, body: { role: 'USER' } });
    expect((await eventsOf(admin, account)).map(({ type }) => type)).toEqual(['ACCOUNT_CREATED']);
  });

  it('of colleagues are hidden from moderators', async () => {
    const [mod, colleague, member] = [await userAs('MOD'), await userAs('MOD'), await register(app)];
    await expect(eventsOf(mod, colleague)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await eventsOf(mod, mod)).not.toHaveLength(0);
    expect(await eventsOf(mod, member)).not.toHaveLength(0);
  });
});

describe('searching users', () => {
  const prefix = 'Find_me';
  const usernames = ['Find_me_1', 'Find_me_2', 'Find_me_3', 'findXme_4'];
  let mod: TestUser;
  const found: TestUser[] = [];

  beforeAll(async () => {
    mod = await userAs('MOD');
    for (const username of usernames) {
      found.push(await register(app, newCredentials({ username, email: `${username}@finding.example` })));
    }
  });

  const search = async (query: object): Promise<string[]> =>
    (await mod.browser.call(adminEndpoints.users, { query })).items.map(({ username }) => username);

  it('matches the beginning of a username or address in any case, or an id', async () => {
    expect(await search({ search: prefix.toUpperCase() })).toEqual(['Find_me_3', 'Find_me_2', 'Find_me_1']);
    expect(await search({ search: 'FindXme_4@finding.EX' })).toEqual(['findXme_4']);
    expect(await search({ search: found[1]?.user.id })).toEqual(['Find_me_2']);
    expect(await search({ search: 'ind_me' })).toEqual([]);
    expect(await search({ search: '%' })).toEqual([]);
  });

  it('is paginated, each user once', async () => {
    const all: string[] = [];
    let cursor: string | null = null;
    do {
      const query: { limit: number; cursor?: string } = { limit: 2, ...(cursor !== null && { cursor }) };
      const page = await mod.browser.call(adminEndpoints.users, { query });
      all.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(all).toEqual([...new Set(all)]);
    expect(all).toHaveLength(await app.prisma.user.count());
    const wrong = mod.browser.call(adminEndpoints.users, { query: { cursor: 'nonsense' } });
    await expect(wrong).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  it('can be filtered by role and state, including deleted users', async () => {
    const [gone, banned] = [await register(app), await register(app)];
    await gone.browser.call(accountEndpoints.deleteAccount, { body: { password: goodPassword } });
    await suspend(mod, banned);
    const admin = await userAs('ADMIN');
    expect(await search({ state: 'DELETED', limit: 100 })).toEqual([gone.user.username]);
    expect(await search({ state: 'SUSPENDED', search: banned.user.username })).toEqual([banned.user.username]);
    expect(await search({ state: 'ACTIVE', limit: 100 })).not.toContain(gone.user.username);
    expect(await search({ role: 'ADMIN', limit: 100 })).toContain(admin.user.username);
    expect(await search({ role: 'ADMIN', limit: 100 })).not.toContain(mod.user.username);
  });

  it('counts live sessions and hides secrets', async () => {
    const [account] = found;
    await openDevice(app, account?.user.id ?? '');
    const response = await mod.browser.fetch(`/v1/admin/users/${account?.user.id}`);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ data: { liveSessions: 2 } });
    expect(text).not.toMatch(/hash|generation|token/i);
  });
});
