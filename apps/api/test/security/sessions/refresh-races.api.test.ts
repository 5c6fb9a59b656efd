import { authEndpoints } from '@pixelboxx/shared';
import { beforeAll, describe, expect, it } from 'vitest';
import { UserSnapshotsService } from '../../../src/users/user-snapshots.service.ts';
import { useApp, useTwin } from '../../support/use-app.ts';
import type { Browser } from '../../support/clients/browser.ts';
import { openDevice, refreshCookie } from '../../support/clients/devices.ts';
import { type TestUser, register } from '../../support/clients/users.ts';

/** `RACE_ROUNDS=1000` for the thorough run; on a real server by `TEST_DATABASE_URL`. */
const rounds = Number(process.env['RACE_ROUNDS'] ?? 50);
const timeoutMs = 60_000 + rounds * 500;

let user: TestUser;

const app = useApp();
const replica = useTwin(app);

beforeAll(async () => {
  user = await register(app);
});

function on(server: { browser(): Browser }, browser: Browser): Browser {
  const copy = server.browser();
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
  return copy;
}

/** Neither cookie of any of these does anything any more. */
async function expectDead(browsers: readonly Browser[]): Promise<void> {
  for (const browser of browsers) {
    expect((await browser.clone().post('/v1/auth/refresh')).status).toBe(401);
    expect((await browser.clone().fetch('/v1/auth/me')).status).toBe(401);
  }
}

describe('twenty refreshes with one cookie at once', () => {
  it.each(['one replica', 'two replicas that share nothing but Postgres'])(
    '[30][37] all succeed with the same new tokens, on %s',
    async (where) => {
      // What one replica does is part of what two do.
      const enough = where === 'one replica' ? Math.ceil(rounds / 5) : rounds;
      for (let round = 0; round < enough; round += 1) {
        const { browser, sessionId } = await openDevice(app, user.user.id);
        const servers = where === 'one replica' ? [app] : [app, replica];
        const tabs = Array.from({ length: 20 }, (_, index) => on(servers[index % servers.length] ?? app, browser));
        const responses = await Promise.all(tabs.map((tab) => tab.post('/v1/auth/refresh')));
        expect(responses.map(({ status }) => status)).toEqual(Array<number>(20).fill(200));
        expect(new Set(tabs.map((tab) => tab.cookies.get(refreshCookie))).size).toBe(1);
        const { generation } = await app.prisma.session.findUniqueOrThrow({ where: { id: sessionId } });
        expect(generation).toBe(1);
        const sample = round < 3 ? tabs : tabs.slice(round % 20, (round % 20) + 1);
        for (const tab of sample) expect(await tab.call(authEndpoints.me)).toEqual(user.user);
        expect((await tabs[round % 20]?.post('/v1/auth/refresh'))?.status).toBe(200);
      }
    },
    timeoutMs,
  );
});

describe('the end of a session during refreshes', () => {
  it(
    '[36] logout always wins',
    async () => {
      for (let round = 0; round < rounds; round += 1) {
        const { browser } = await openDevice(app, user.user.id);
        const leaving = browser.clone();
        const tabs = Array.from({ length: 4 }, () => on(round % 2 === 0 ? app : replica, browser));
        const requests = tabs.map((tab) => () => tab.post('/v1/auth/refresh'));
        requests.splice(round % 5, 0, () => leaving.post('/v1/auth/logout'));
        const responses = await Promise.all(requests.map((request) => request()));
        for (const { status } of responses) expect([200, 204, 401]).toContain(status);
        await expectDead([browser, ...tabs.map((tab) => on(app, tab))]);
      }
    },
    timeoutMs,
  );

  it(
    '[50] the end of every session of a user always wins',
    async () => {
      const victim = await register(app);
      for (let round = 0; round < rounds; round += 1) {
        const { browser } = await openDevice(app, victim.user.id);
        const tabs = Array.from({ length: 4 }, () => browser.clone());
        const endAll = async (): Promise<void> => {
          const data = { authGeneration: { increment: 1 } };
          await app.prisma.user.update({ where: { id: victim.user.id }, data });
          await app.app.get(UserSnapshotsService).invalidate(victim.user.id);
        };
        await Promise.all([
          ...tabs.slice(0, 2).map((tab) => tab.post('/v1/auth/refresh')),
          endAll(),
          ...tabs.slice(2).map((tab) => tab.post('/v1/auth/refresh')),
        ]);
        await expectDead([browser, ...tabs]);
      }
    },
    timeoutMs,
  );

  it(
    'signing out all other devices keeps the requesting one, even if it refreshes meanwhile',
    async () => {
      for (let round = 0; round < Math.ceil(rounds / 5); round += 1) {
        const owner = await register(app);
        const others = await Promise.all([1, 2].map(() => openDevice(app, owner.user.id)));
        await Promise.all([
          ...others.map(({ browser }) => browser.post('/v1/auth/refresh')),
          owner.browser.clone().call(authEndpoints.revokeOtherSessions),
          owner.browser.post('/v1/auth/refresh'),
        ]);
        await expectDead(others.map(({ browser }) => browser));
        expect(await owner.browser.call(authEndpoints.me)).toEqual(owner.user);
      }
    },
    timeoutMs,
  );
});
