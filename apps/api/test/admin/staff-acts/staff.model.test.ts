import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SecurityEventsService } from '../../../src/auth/activity/security-events.service.ts';
import { SessionsService } from '../../../src/auth/sessions/sessions.service.ts';
import { PostOffice } from '../../support/clients/post-office.ts';
import { useApp } from '../../support/use-app.ts';
import { type Choice, ownActs, staffActs } from './staff-acts.ts';
import { assertInvariants } from './staff-invariants.ts';
import { StaffWorld } from './staff-world.ts';

/** `STAFF_SEQUENCES=500` plays more; `STAFF_SEED` replays what a failure of this test named. */
const sequences = Number(process.env['STAFF_SEQUENCES'] ?? 2);
const seed = Number(process.env['STAFF_SEED'] ?? 20_261_128);
const timeoutMs = 60_000 + sequences * 3_000;

let post: PostOffice;
beforeAll(() => {
  post = new PostOffice();
});
const running = useApp();
afterAll(() => vi.restoreAllMocks());

const acts = { ...staffActs, ...ownActs };
type Name = keyof typeof acts;
type Step = Choice & { readonly name: Name };

const nameOf = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...(Object.keys(staffActs) as Name[])) },
  { weight: 2, arbitrary: fc.constantFrom(...(Object.keys(ownActs) as Name[])) },
);
const step = fc.record<Step>({
  name: nameOf,
  actor: fc.nat({ max: 4 }),
  account: fc.nat({ max: 4 }),
  pick: fc.nat({ max: 5 }),
});
/** Each round at the same time, one after the other. */
const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 4, maxLength: 12, size: 'max' });

async function play(plan: readonly (readonly Step[])[]): Promise<void> {
  const world = await StaffWorld.begin({ running, post });
  try {
    for (const round of plan) {
      await Promise.all(round.map(({ name, ...choice }) => acts[name](world, choice)));
      await assertInvariants(world);
    }
  } finally {
    await world.end();
  }
}

describe('staff and members, whatever they do at the same time', () => {
  it(
    'leaves an administrator, a true record, and nothing that opens a suspended or deleted account',
    async () => {
      const result = await fc.check(fc.asyncProperty(rounds, play), { seed, numRuns: sequences });
      const cause = result.errorInstance;
      expect(result.failed ? `${String(cause)}\n${fc.defaultReportMessage(result) ?? ''}` : null).toBeNull();
    },
    timeoutMs,
  );

  const suspension: Step = { name: 'suspends', actor: 0, account: 4, pick: 0 };

  it('is found out by the model when a suspension leaves sessions alive', async () => {
    const ending = vi.spyOn(running.app.get(SessionsService), 'endAll');
    ending.mockImplementation((tx, id, data = {}) => tx.user.update({ where: { id }, data }));
    const lifting: Step = { ...suspension, name: 'unsuspends' };
    await expect(play([[suspension], [lifting]])).rejects.toThrow(/a session of before .* opens/);
    ending.mockRestore();
  });

  it('is found out by the model when an act is not recorded', async () => {
    const record = vi.spyOn(running.app.get(SecurityEventsService), 'record').mockResolvedValue();
    await expect(play([[suspension]])).rejects.toThrow(/succeeded, the record has 0/);
    record.mockRestore();
  });
});
