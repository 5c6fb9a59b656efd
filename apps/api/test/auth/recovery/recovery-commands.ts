import fc from 'fast-check';
import { ownerActs, recovers } from './owner-acts.ts';
import type { RecoveryWorld } from './recovery-world.ts';
import { openLink, thiefActs } from './thief-acts.ts';
import { thiefActsElsewhere } from './thief-acts-elsewhere.ts';

/** The model knows no state of the account: what must hold at the end is said of every sequence. */
type Nothing = Record<string, never>;
type Step = (world: RecoveryWorld) => Promise<void>;
type Act = (world: RecoveryWorld, pick: number) => Promise<void>;

class RecoveryCommand implements fc.AsyncCommand<Nothing, RecoveryWorld> {
  constructor(
    private readonly name: string,
    private readonly isThiefs: boolean,
    private readonly step: Step,
  ) {}

  check(): boolean {
    return true;
  }

  async run(_model: Nothing, world: RecoveryWorld): Promise<void> {
    world.steps += 1;
    world.hasActed ||= this.isThiefs;
    await this.step(world);
  }

  toString(): string {
    return this.name;
  }
}

/** As many arbitraries as the act weighs: `fc.commands` takes each as often as any other. */
function commandsOf(
  name: string,
  weight: number,
  isThiefs: boolean,
  act: Act,
): fc.Arbitrary<fc.AsyncCommand<Nothing, RecoveryWorld>>[] {
  const toCommand = (pick: number) => new RecoveryCommand(`${name}(${pick})`, isThiefs, (world) => act(world, pick));
  return Array.from({ length: weight }, () => fc.nat({ max: 11 }).map(toCommand));
}

const weights: Record<string, number> = {
  learnsPassword: 3,
  stealsSession: 3,
  signsIn: 4,
  asksForCode: 4,
  signsInByCode: 3,
  changesEmail: 5,
  opensLatestLink: 3,
  opensAnyLink: 5,
  deletesAccount: 2,
  addsPasskey: 2,
  enablesTotp: 2,
  makesToken: 2,
  provesAgain: 2,
  linksIdentity: 3,
  beginsToLink: 2,
};

/** Both at the same time. */
const race: Act = async (world, pick) => {
  const emails = world.thiefEmails();
  const email = emails[pick % Math.max(1, emails.length)];
  const { linksIdentity, takesPromisedToken } = thiefActsElsewhere;
  const { addsPasskey, makesToken, letsProgramIn } = thiefActs;
  const rivals = [addsPasskey, linksIdentity, makesToken, letsProgramIn, takesPromisedToken];
  const rival =
    pick % 2 === 0 && email ? openLink(world, email, pick) : rivals[(pick >> 1) % rivals.length]?.(world, pick);
  await Promise.all([rival, recovers(world)]);
};

const wait: Act = (world, pick) => world.pass([0.003, 0.02, 0.6, 1.5, 5][pick % 5] ?? 1);

const actsOfThief: Record<string, Act> = { ...thiefActs, ...thiefActsElsewhere, race };
const actsOfOwner: Record<string, Act> = ownerActs;

/** Sequences of acts of the two, in any order. */
export const recoveryCommands = fc.commands<Nothing, RecoveryWorld, boolean>(
  [
    ...Object.entries(actsOfThief).flatMap(([name, act]) => commandsOf(name, weights[name] ?? 1, true, act)),
    ...Object.entries(actsOfOwner).flatMap(([name, act]) => commandsOf(name, 1, false, act)),
    ...commandsOf('wait', 3, false, wait),
  ],
  { maxCommands: 18, size: 'max' },
);
