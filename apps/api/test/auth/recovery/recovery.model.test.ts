import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { useApp } from '../../support/use-app.ts';
import { AccountLinksService } from '../../../src/auth/emails/account-links.service.ts';
import { PostOffice } from './post-office.ts';
import { assertRecovered, playRecoveries } from './recovery-run.ts';
import { ageingStatement, RecoveryWorld, type Stage } from './recovery-world.ts';
import { thiefActs } from './thief-acts.ts';

/** `RECOVERY_SEQUENCES=5000` in continuous integration; `RECOVERY_SEED` replays what a line of this test named. */
const sequences = Number(process.env['RECOVERY_SEQUENCES'] ?? 40);
const seed = Number(process.env['RECOVERY_SEED'] ?? 20_261_128);
const timeoutMs = 60_000 + sequences * 500;

let post: PostOffice;
// Before the api starts, which gives the post office its handlers.
beforeAll(() => {
  post = new PostOffice();
});
const running = useApp();
let stage: Stage;

beforeAll(async () => {
  stage = { running, post, ageing: await ageingStatement(running) };
});

afterAll(() => {
  vi.restoreAllMocks();
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
});
