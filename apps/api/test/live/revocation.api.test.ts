import { accountEndpoints, adminEndpoints, authEndpoints, liveEndpoints, type Role } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { SessionLifecycle } from '../../src/auth/sessions/index.ts';
import { AccessWatch } from '../../src/platform/http/security/access-watch.ts';
import { Browser } from '../support/clients/browser.ts';
import { follow } from '../support/clients/following.ts';
import { goodPassword, register, type TestUser } from '../support/clients/users.ts';
import { useApp, useTwin } from '../support/use-app.ts';

const app = useApp();
const twin = useTwin(app);
const { events } = liveEndpoints;

const promisedMs = 1_000;
/** A machine that does other things as well stops for so long now and then: of one ending, not of half of them. */
const machineSlackMs = 2_000;
const endsWithinMs = promisedMs + machineSlackMs;
const runsOutAfterMs = 500;
/** How long after its cause each of the streams below ended, in milliseconds. */
const endedAfterMs: number[] = [];

/** The same user's browser, as the load balancer sends its next request elsewhere. */
function atTwin(browser: Browser): Browser {
  const moved = new Browser(twin.baseUrl);
  for (const [name, value] of browser.cookies) moved.cookies.set(name, value);
  return moved;
}

async function registerAs(role: Role): Promise<TestUser> {
  const user = await register(app);
  await app.prisma.user.update({ where: { id: user.user.id }, data: { role } });
  return user;
}

async function secondDevice({ credentials }: TestUser): Promise<Browser> {
  const browser = app.browser();
  const { username: identifier, password } = credentials;
  await browser.call(authEndpoints.login, { body: { identifier, password } });
  return browser;
}

const sessionsOf = ({ user }: TestUser) => ({ where: { userId: user.id } });

type Ending = (user: TestUser) => Promise<unknown>;
const endings: [string, Ending][] = [
  ['signing out', ({ browser }) => browser.call(authEndpoints.logout)],
  [
    'being signed out from another device',
    async (user) => {
      const other = await secondDevice(user);
      const { items } = await other.call(authEndpoints.sessions);
      for (const { id, current } of items)
        if (!current) await other.call(authEndpoints.revokeSession, { params: { id } });
    },
  ],
  ['signing out all other devices', async (user) => (await secondDevice(user)).call(authEndpoints.revokeOtherSessions)],
  [
    'a new password, chosen on another device',
    async (user) =>
      (await secondDevice(user)).call(accountEndpoints.changePassword, {
        body: { currentPassword: goodPassword, newPassword: 'quiet lantern 9 hums' },
      }),
  ],
  [
    'deleting the account',
    ({ browser }) => browser.call(accountEndpoints.deleteAccount, { body: { password: goodPassword } }),
  ],
  [
    'being suspended',
    async ({ user }) => {
      const admin = await registerAs('ADMIN');
      await admin.browser.call(adminEndpoints.suspend, { params: { id: user.id }, body: { reason: 'spam' } });
    },
  ],
  [
    'a raised generation, such as by a reset or a report',
    ({ user }) => app.prisma.user.update({ where: { id: user.id }, data: { authGeneration: { increment: 1 } } }),
  ],
  ['removal of the user for ever', ({ user }) => app.prisma.user.delete({ where: { id: user.id } })],
  [
    'running out',
    (user) =>
      app.prisma.session.updateMany({
        ...sessionsOf(user),
        data: { expiresAt: new Date(Date.now() + runsOutAfterMs) },
      }),
  ],
];

describe('a stream of a session that ended by', () => {
  it.each(endings)('%s ends immediately, on every replica, with the reason', async (name, end) => {
    const user = await register(app);
    const here = await follow(user.browser, events);
    const there = await follow(atTwin(user.browser), events);
    await end(user);
    const causedAt = performance.now() + (name === 'running out' ? runsOutAfterMs : 0);
    const timed = async (ending: Promise<unknown>) => {
      const code = await ending;
      endedAfterMs.push(performance.now() - causedAt);
      return code;
    };
    const codes = await Promise.all([here, there].map((stream) => timed(stream.ended(endsWithinMs))));
    expect(codes).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED']);
  });

  it('any cause ends within a second in nine of ten cases', () => {
    expect(endedAfterMs.length).toBeGreaterThanOrEqual(endings.length);
    const sorted = endedAfterMs.toSorted((left, right) => left - right);
    const p90 = sorted[Math.ceil(sorted.length * 0.9) - 1];
    expect(p90, sorted.map(Math.round).join(' ')).toBeLessThan(promisedMs);
  });
});

describe('a stream of a session that continues', () => {
  it('is not affected by the end of other sessions or of its access token', async () => {
    const [user, other] = [await register(app), await register(app)];
    const following = await follow(user.browser, events);
    const device = await secondDevice(user);
    await device.call(authEndpoints.logout);
    await other.browser.call(authEndpoints.logout);
    await user.browser.post(authEndpoints.refresh.path);
    await following.received(3);
    expect(following.types).toContain('session.ended');
    expect(following.ending).toBeUndefined();
  });

  it('continues after its original expiry if the session was renewed', async () => {
    const lifecycle = app.app.get(SessionLifecycle, { strict: false });
    const endingIn = (user: TestUser, ms: number) =>
      app.prisma.session.updateMany({ ...sessionsOf(user), data: { expiresAt: new Date(Date.now() + ms) } });
    const watch = async (user: TestUser) => {
      const [session] = await app.prisma.session.findMany(sessionsOf(user));
      return lifecycle.signalOf({
        kind: 'session' as const,
        sessionId: session?.id ?? '',
        user: user.user,
        hasMfa: false,
      });
    };
    const [user, unused] = [await register(app), await register(app)];
    const [used, control] = [await watch(user), await watch(unused)];
    await endingIn(user, 700);
    await endingIn(unused, 700);
    // Longer again, which nobody is told.
    await endingIn(user, 60_000);
    // Its moment is the later one.
    await expect.poll(() => control.signal.aborted).toBe(true);
    expect(used.signal.aborted).toBe(false);
    await user.browser.call(authEndpoints.logout);
    await expect.poll(() => used.signal.aborted, { timeout: endsWithinMs }).toBe(true);
    expect(used.signal.reason).toMatchObject({ code: 'UNAUTHENTICATED' });
    used.stop();
    control.stop();
  });

  it('ends with FORBIDDEN if the user loses a required role', async () => {
    const mod = await registerAs('MOD');
    const [session] = await app.prisma.session.findMany(sessionsOf(mod));
    const principal = {
      kind: 'session' as const,
      sessionId: session?.id ?? '',
      user: mod.user,
      hasMfa: false,
    };
    for (const replica of [app, twin]) {
      const codes: string[] = [];
      const stop = replica.app
        .get(AccessWatch, { strict: false })
        .watch(principal, 'mod', ({ code }) => codes.push(code));
      await app.prisma.user.update({ where: { id: mod.user.id }, data: { role: 'USER' } });
      await expect.poll(() => codes, { timeout: endsWithinMs }).toEqual(['FORBIDDEN']);
      stop();
      await app.prisma.user.update({ where: { id: mod.user.id }, data: { role: 'MOD' } });
    }
  });
});
