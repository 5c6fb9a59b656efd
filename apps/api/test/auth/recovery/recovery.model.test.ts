import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { OpenIdServer } from '@pixelboxx/config/testing/openid-server';
import { redirectUriOf } from '../../identities/identity-users.ts';
import { useApp } from '../../support/use-app.ts';
import { AccountLinksService } from '../../../src/auth/emails/account-links.service.ts';
import { CredentialsService } from '../../../src/auth/passwords/credentials.service.ts';
import { ageingStatement, tablesWithTimes, undecidedTables } from './ageing.ts';
import { PostOffice } from '../../support/clients/post-office.ts';
import { assertRecovered, playRecoveries } from './recovery-run.ts';
import { RecoveryWorld, type Stage } from './recovery-world.ts';
import { thiefActs } from './thief-acts.ts';
import { thiefActsElsewhere } from './thief-acts-elsewhere.ts';

/** `RECOVERY_SEQUENCES=5000` in continuous integration; `RECOVERY_SEED` replays what a line of this test named. */
const sequences = Number(process.env['RECOVERY_SEQUENCES'] ?? 40);
const seed = Number(process.env['RECOVERY_SEED'] ?? 20_261_128);
const timeoutMs = 60_000 + sequences * 2_000;

let post: PostOffice;
const provider = new OpenIdServer('acme');
// Before the api starts, which gives the post office its handlers.
beforeAll(async () => {
  post = new PostOffice();
  await provider.start(redirectUriOf(provider.id));
});
const running = useApp(() => ({ OIDC_PROVIDERS: JSON.stringify([provider.config]) }));
let stage: Stage;

beforeAll(async () => {
  stage = { running, provider, post, ageing: await ageingStatement(running) };
});

afterAll(async () => {
  await provider.stop();
  vi.restoreAllMocks();
});

describe('moving time forward in the recovery model', () => {
  it('ages every table with timestamps, except those listed as exempt', async () => {
    expect(undecidedTables(await tablesWithTimes(running))).toEqual([]);
  });

  it('reports a new table that is neither aged nor exempt', () => {
    const columns = [{ name: 'expires_at', type: 'timestamp with time zone' }];
    expect(undecidedTables([{ name: 'magic_links', key: 'user_id', columns }])).toContain('magic_links');
  });
});

describe('account recovery, with an owner and a thief acting in any order', () => {
  it(
    '[B1, B2, B4] after the owner has used her newest link and chosen a password, nothing the thief holds gives access or changes anything',
    async () => {
      const {
        steps,
        violation,
        sequences: played,
      } = await playRecoveries(stage, { seed, sequences, maxConcurrent: 4 });
      const violations = violation === null ? 0 : 1;
      console.log(`recovery model: seed ${seed}, ${played} sequences, ${steps} steps, ${violations} violations`);
      expect(violation).toBeNull();
    },
    timeoutMs,
  );

  it('recovery ends the tokens of the thief’s programs, including those approved but not yet fetched', async () => {
    const world = await RecoveryWorld.begin(stage, { withTotp: false });
    for (const act of ['stealsSession', 'makesToken', 'letsProgramIn'] as const) await thiefActs[act](world, 0);
    const { programs, deviceCodes } = world.loot;
    expect([programs.length, deviceCodes.length]).toEqual([1, 1]);
    expect((await programs[0]?.fetch('/v1/auth/me'))?.status).toBe(200);
    await assertRecovered(world, [0]);
  });

  it('[I7] recovery ends the thief’s linked and half-linked identities, his event streams and his image links', async () => {
    const world = await RecoveryWorld.begin(stage, { withTotp: false });
    await thiefActs.stealsSession(world);
    for (const act of [
      'linksIdentity',
      'signsInByIdentity',
      'provesByIdentity',
      'beginsToLink',
      'followsEvents',
      'asksForImage',
    ] as const)
      await thiefActsElsewhere[act](world, 0);
    const { browsers, identities, begunLinks, streams, imageLinks } = world.loot;
    expect([browsers, identities, begunLinks, imageLinks].map(({ length }) => length)).toEqual([2, 1, 1, 1]);
    expect(streams.map(({ ending }) => ending)).toEqual([undefined]);
    await assertRecovered(world, [0]);
    expect(await Promise.all(streams.map((stream) => stream.ended()))).toEqual(['UNAUTHENTICATED']);
  });

  it('[E5] a sign-in code mailed while the thief reads the mailbox works until the owner recovers, and no code works afterwards', async () => {
    const world = await RecoveryWorld.begin(stage, { withTotp: false });
    for (const act of ['opensMailbox', 'asksForCode', 'signsInByCode', 'asksForCode'] as const)
      await thiefActs[act](world, 0);
    expect(await Promise.all(world.loot.browsers.map((browser) => world.isAlive(browser)))).toEqual([true]);
    await assertRecovered(world, [0]);
  });

  it(
    '[B1] the model detects the fault if links of later mailboxes stay valid',
    async () => {
      const voiding = vi.spyOn(running.app.get(AccountLinksService), 'voidFrom').mockResolvedValue();
      const world = await RecoveryWorld.begin(stage, { withTotp: false });
      // The shortest sequence that it found in the code before.
      for (const act of ['learnsPassword', 'stealsSession', 'changesEmail', 'changesPassword'] as const) {
        await thiefActs[act](world, 0);
      }
      await expect(assertRecovered(world, [0])).rejects.toThrow(/the thief succeeds with: link \d+ \/not-me/);
      voiding.mockRestore();
    },
    timeoutMs,
  );

  it(
    '[I7] the model detects the fault if linked identities stay',
    async () => {
      const removal = vi.spyOn(running.app.get(CredentialsService), 'removeAll').mockResolvedValue();
      const world = await RecoveryWorld.begin(stage, { withTotp: false });
      await thiefActs.stealsSession(world);
      await thiefActsElsewhere.linksIdentity(world, 0);
      await expect(assertRecovered(world, [0])).rejects.toThrow(/the thief succeeds with: identity 0/);
      removal.mockRestore();
    },
    timeoutMs,
  );
});
