import fc from 'fast-check';
import { Fault } from '../check/fault.ts';
import type { Findings } from './tally.ts';

/** A kind of traffic: what is generated, and how it is executed and checked. */
export interface Tier<Case> {
  readonly name: string;
  readonly cases: fc.Arbitrary<Case>;
  readonly concurrency: number;
  operationOf(value: Case): string;
  /** @returns how many requests were sent. @throws Fault */
  execute(value: Case): Promise<number>;
  /** The case in a form that people can read and send by hand. */
  describe(value: Case): string;
  /** Which process ended since the last call, if any; waits until it is back. */
  whatEnded(): Promise<string | null>;
}

const shrinkTimeMs = 20_000;
/** A tier in which processes keep ending is not worth continuing. */
const maxEnds = 4;

/** Spreads neighboring numbers over all seeds (the finalizer of MurmurHash3). */
export function seedAt(seed: number, at: number): number {
  let hash = (seed ^ Math.imul(at + 1, 0x9e3779b1)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}

interface Trial {
  readonly fault: Fault;
  readonly operation: string;
  readonly example: string;
}

/**
 * Runs the cases of a tier, several at once. Each depends only on the seed and its number, so that it can be repeated alone.
 */
export class TierRun<Case> {
  readonly #tier: Tier<Case>;
  readonly #seed: number;
  readonly #findings: Findings;
  /** Numbers of the cases that were in progress when a process ended. */
  readonly #suspects = new Set<number>();
  readonly #busy = new Set<number>();
  /** Which case is shrunk to show a fault: other cases with this fault are only counted. */
  readonly #shownBy = new Map<string, number>();
  #sent = 0;
  #ends = 0;
  #nextAt = 0;

  constructor(tier: Tier<Case>, seed: number, findings: Findings) {
    this.#tier = tier;
    this.#seed = seed;
    this.#findings = findings;
  }

  /** @returns how many requests were sent: `wanted`, and a few more if a case has several */
  async run(wanted: number): Promise<number> {
    while (this.#sent < wanted && this.#ends < maxEnds) {
      await Promise.all(Array.from({ length: this.#tier.concurrency }, () => this.#work(wanted)));
      await this.#questionSuspects();
    }
    return this.#sent;
  }

  async runOne(at: number): Promise<number> {
    await this.#try(at, true);
    return this.#sent;
  }

  /** Continues until enough requests were sent or are in progress, or a process has ended. */
  async #work(wanted: number): Promise<void> {
    while (this.#sent + this.#busy.size < wanted && this.#suspects.size === 0) {
      const at = this.#nextAt;
      this.#nextAt += 1;
      this.#busy.add(at);
      await this.#try(at, false);
      this.#busy.delete(at);
    }
  }

  /** One of the cases in progress ended the process: each is retried alone. */
  async #questionSuspects(): Promise<void> {
    if (this.#suspects.size === 0) return;
    const suspects = [...this.#suspects];
    const endsBefore = this.#ends;
    for (const at of suspects) await this.#try(at, true);
    this.#suspects.clear();
    if (this.#ends > endsBefore) return;
    this.#ends += 1;
    const fault = new Fault('a process ended', `and none of the cases ${suspects.join(', ')} does it alone`);
    this.#report({ fault, operation: 'several at once', example: '' }, suspects[0] ?? 0);
  }

  async #try(at: number, isAlone: boolean): Promise<void> {
    const best: { trial: Trial | null } = { trial: null };
    const property = fc.asyncProperty(this.#tier.cases, async (value) => {
      const trial = await this.#attempt(value, at, isAlone);
      if (!trial) return true;
      // Shrinking must not switch to another fault.
      if (best.trial && best.trial.fault.kind !== trial.fault.kind) return true;
      const showing = this.#shownBy.get(trial.fault.kind) ?? at;
      if (showing !== at) {
        this.#findings.again(this.#tier.name, trial.operation, trial.fault);
        return true;
      }
      this.#shownBy.set(trial.fault.kind, at);
      best.trial = trial;
      return false;
    });
    await fc.check(property, { seed: seedAt(this.#seed, at), numRuns: 1, interruptAfterTimeLimit: shrinkTimeMs });
    if (best.trial) this.#report(best.trial, at);
  }

  async #attempt(value: Case, at: number, isAlone: boolean): Promise<Trial | null> {
    const operation = this.#tier.operationOf(value);
    this.#findings.tried(this.#tier.name, operation);
    const trial = (fault: Fault): Trial => ({ fault, operation, example: this.#tier.describe(value) });
    try {
      // Not in one statement, which would overwrite what others have counted meanwhile.
      const sent = await this.#tier.execute(value);
      this.#sent += sent;
      return isAlone ? await this.#endOf(trial) : null;
    } catch (error) {
      this.#sent += 1;
      if (!(error instanceof Fault)) throw error;
      if (!error.kind.startsWith('no answer')) return trial(error);
      if (isAlone) return (await this.#endOf(trial)) ?? trial(error);
      if ((await this.#tier.whatEnded()) === null && !this.#suspects.has(at)) return trial(error);
      for (const suspect of this.#busy) this.#suspects.add(suspect);
      return null;
    }
  }

  async #endOf(trial: (fault: Fault) => Trial): Promise<Trial | null> {
    const ended = await this.#tier.whatEnded();
    if (ended === null) return null;
    this.#ends += 1;
    return trial(new Fault(`${ended} ended`));
  }

  #report({ fault, operation, example }: Trial, at: number): void {
    const { name: tier } = this.#tier;
    this.#findings.add({ tier, operation, kind: fault.kind, detail: fault.message, seed: this.#seed, at, example });
  }
}
