import fc from 'fast-check';
import { recovers } from './owner-acts.ts';
import { recoveryCommands } from './recovery-commands.ts';
import { type Beginning, RecoveryWorld, type Stage } from './recovery-world.ts';
import { isOfAccount, openLink, redeems, signInByCodes, signInByPasskey, signInWith, thiefActs } from './thief-acts.ts';
import { completesLink, outlives, signInByIdentity, takesImageLink } from './thief-acts-elsewhere.ts';

/** What the invariant says did not hold. */
export class Violation extends Error {}

type Attempt = readonly [name: string, succeeds: () => Promise<boolean>];

/** Everything the thief can try with all that he ever got hold of. */
function attemptsOf(world: RecoveryWorld): Attempt[] {
  const { browsers, passwords, passkeys, programs, deviceCodes, identities, begunLinks, streams } = world.loot;
  const links = world.thiefEmails();
  return [
    ...links.map((email, at): Attempt => [`link ${at} ${email.path} to ${email.to}`, () => openLink(world, email, at)]),
    ...browsers.map((browser, at): Attempt => [`session ${at}`, () => isOfAccount(world, browser)]),
    ...programs.map((program, at): Attempt => [`token ${at}`, () => isOfAccount(world, program)]),
    ...[...browsers, ...programs].map((by, at): Attempt => [`her image by ${at}`, () => takesImageLink(world, by)]),
    ...world.loot.imageLinks.map((link, at): Attempt => [`link to image ${at}`, () => Promise.resolve(outlives(link))]),
    ...streams.map((stream, at): Attempt => [`stream ${at}`, () => isOpen(stream)]),
    ...begunLinks.map((begun, at): Attempt => [`begun link ${at}`, () => completesLink(world, begun)]),
    ...identities.map((one, at): Attempt => [`identity ${at}`, async () => !!(await signInByIdentity(world, one))]),
    ...deviceCodes.map((code, at): Attempt => [`promised token ${at}`, () => redeems(world, code)]),
    ...[...passwords].map((known): Attempt => [`password ${known}`, async () => !!(await signInWith(world, known))]),
    ...passkeys.map((key, at): Attempt => [`passkey ${at}`, async () => !!(await signInByPasskey(world, key))]),
    ['codes mailed before', async () => !!(await signInByCodes(world))],
    ['codes mailed now', () => isMailedCode(world)],
    ['forgot password', () => isMailedForgotten(world)],
  ];
}

/** Whether it goes on for longer than the moment in which a replica hears that its session ended. */
async function isOpen(stream: RecoveryWorld['loot']['streams'][number]): Promise<boolean> {
  const ending = await stream.ended().catch(() => undefined);
  return ending === undefined;
}

async function isMailedForgotten(world: RecoveryWorld): Promise<boolean> {
  const before = world.thiefEmails().length;
  for (const pick of [0, 1]) await thiefActs.forgetsPassword(world, pick);
  return world.thiefEmails().length > before;
}

/** Whether a code that he asks for now gets him in. */
async function isMailedCode(world: RecoveryWorld): Promise<boolean> {
  for (const pick of [0, 1, 2]) await thiefActs.asksForCode(world, pick);
  return (await signInByCodes(world)) !== null;
}

function shuffled<Item>(items: readonly Item[], order: readonly number[]): Item[] {
  const left = [...items];
  return items.map((_, at) => left.splice((order[at % order.length] ?? 0) % left.length, 1)[0] as Item);
}

/** The owner takes the account back; from then on nothing that the thief has opens or changes anything. */
export async function assertRecovered(world: RecoveryWorld, order: readonly number[]): Promise<void> {
  world.closeMailbox();
  if (!(await recovers(world))) throw new Violation('the owner cannot take her account back');
  for (const [name, succeeds] of shuffled(attemptsOf(world), order)) {
    world.steps += 1;
    if (await succeeds()) throw new Violation(`after the recovery the thief succeeds with: ${name}`);
  }
  if (!(await world.isAlive(world.owner))) throw new Violation('the owner is signed out after her recovery');
  const { prisma } = world.stage.running;
  const left = await prisma.identity.count({ where: { userId: world.userId } });
  if (left > 0) throw new Violation('an identity of the thief is linked');
  const user = await prisma.user.findUnique({ where: { id: world.userId } });
  if (!user) throw new Violation('the account is deleted');
  const holder = await prisma.user.findFirst({ where: { email: world.mailbox, deletedAt: {} } });
  if (holder?.id !== world.userId && user.email !== null && !user.email.endsWith('.invalid'))
    throw new Violation('the account has an address of the thief');
}

export interface Outcome {
  readonly sequences: number;
  readonly steps: number;
  /** The first one, made as short as possible; null when there is none. */
  readonly violation: string | null;
}

export interface Run {
  readonly seed: number;
  readonly sequences: number;
  /** Sequences played at once; each has an account of its own. */
  readonly maxConcurrent: number;
}

/** Plays random sequences. The same seed, number and `maxConcurrent` are the same sequences. */
export async function playRecoveries(stage: Stage, { seed, sequences, maxConcurrent }: Run): Promise<Outcome> {
  let steps = 0;
  const plan = fc.record({
    beginning: fc.record<Beginning>({ withTotp: fc.boolean() }),
    commands: recoveryCommands,
    order: fc.array(fc.nat({ max: 1000 }), { minLength: 8, maxLength: 8 }),
  });
  const property = fc.asyncProperty(plan, async ({ beginning, commands, order }) => {
    const world = await RecoveryWorld.begin(stage, beginning);
    try {
      await fc.asyncModelRun(() => ({ model: {}, real: world }), commands);
      await assertRecovered(world, order);
    } finally {
      steps += world.steps;
      world.end();
    }
  });
  const parts = Array.from({ length: maxConcurrent }, (_, part) =>
    fc.check(property, { seed: seed + part, numRuns: Math.ceil(sequences / maxConcurrent) }),
  );
  const results = await Promise.all(parts);
  const failed = results.find(({ failed: isFailed }) => isFailed);
  const played = results.reduce((sum, { numRuns }) => sum + numRuns, 0);
  return { sequences: played, steps, violation: failed ? describe(failed) : null };
}

function describe<Plan>(failed: fc.RunDetails<Plan>): string {
  const cause = failed.errorInstance instanceof Error ? failed.errorInstance.message : String(failed.errorInstance);
  return `${cause}\n${fc.defaultReportMessage(failed) ?? ''}`;
}
