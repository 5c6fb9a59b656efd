import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { OpenIdServer } from '@pixelboxx/config/testing/openid-server';
import { redirectUriOf } from '../../identities/identity-users.ts';
import { useApp } from '../../support/use-app.ts';
import { AccountLinksService } from '../../../src/auth/emails/account-links.service.ts';
import { CredentialsService } from '../../../src/auth/passwords/credentials.service.ts';
import { ageingStatement, tablesWithTimes, undecidedTables } from './ageing.ts';
import { PostOffice } from './post-office.ts';
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

describe('the time that passes', () => {
  it('makes older, or is excused from it, whatever table says when', async () => {
    expect(undecidedTables(await tablesWithTimes(running))).toEqual([]);
  });

  it('is asked about a table that is new', () => {
    const columns = [{ name: 'expires_at', type: 'timestamp with time zone' }];
    expect(undecidedTables([{ name: 'magic_links', key: 'user_id', columns }])).toContain('magic_links');
  });
});

describe('an owner and a thief, whatever they do in whatever order', () => {
  it(
    '[B1, B2, B4] once she has used her newest link and chosen a password, nothing that he holds opens or changes anything',
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

  it('what programs of his have, or were promised, ends with the rest', async () => {
    const world = await RecoveryWorld.begin(stage, { withTotp: false });
    for (const act of ['stealsSession', 'makesToken', 'letsProgramIn'] as const) await thiefActs[act](world, 0);
    const { programs, deviceCodes } = world.loot;
    expect([programs.length, deviceCodes.length]).toEqual([1, 1]);
    expect((await programs[0]?.fetch('/v1/auth/me'))?.status).toBe(200);
    await assertRecovered(world, [0]);
  });

  it('[I7] what he linked or began to link at a provider, what he follows and was shown, ends with the rest', async () => {
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

  it('[E5] a code mailed while he reads her mailbox lets him in then, and none does after she has recovered', async () => {
    const world = await RecoveryWorld.begin(stage, { withTotp: false });
    for (const act of ['opensMailbox', 'asksForCode', 'signsInByCode', 'asksForCode'] as const)
      await thiefActs[act](world, 0);
    expect(await Promise.all(world.loot.browsers.map((browser) => world.isAlive(browser)))).toEqual([true]);
    await assertRecovered(world, [0]);
  });

  it(
    '[B1] is found out by the model when links of later mailboxes are left alive',
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
    '[I7] is found out by the model when what was linked at a provider stays',
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
