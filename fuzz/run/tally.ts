import type { Fault } from '../check/fault.ts';

/** A fault as it is reported: where it was found, and the smallest case that shows it. */
export interface Finding {
  readonly tier: string;
  readonly operation: string;
  readonly kind: string;
  readonly detail: string;
  readonly seed: number;
  readonly at: number;
  readonly example: string;
}

/** The findings of all tiers. A fault counts once per tier, however often and at however many operations it occurs. */
export class Findings {
  readonly #findings = new Map<string, Finding>();
  readonly #counts = new Map<string, number>();
  readonly #tried = new Set<string>();
  readonly #faulty = new Set<string>();

  readonly #onFound: (finding: Finding) => void;

  /** @param onFound called at once for every fault, so that an interrupted run has reported it */
  constructor(onFound: (finding: Finding) => void = () => {}) {
    this.#onFound = onFound;
  }

  /** Records that something was tried: if it has no fault, it counts as passed. */
  tried(tier: string, operation: string): void {
    this.#tried.add(keyOf(tier, operation));
  }

  again(tier: string, operation: string, fault: Fault): void {
    this.#faulty.add(keyOf(tier, operation));
    const key = keyOf(tier, fault.kind);
    this.#counts.set(key, (this.#counts.get(key) ?? 1) + 1);
  }

  add(finding: Finding): void {
    const { tier, operation, kind } = finding;
    this.tried(tier, operation);
    this.#faulty.add(keyOf(tier, operation));
    if (!this.#findings.has(keyOf(tier, kind))) this.#onFound(finding);
    this.#findings.set(keyOf(tier, kind), finding);
  }

  get all(): readonly Finding[] {
    return [...this.#findings.values()];
  }

  timesOf({ tier, kind }: Finding): number {
    return this.#counts.get(keyOf(tier, kind)) ?? 1;
  }

  ofTier(tier: string): number {
    return this.all.filter((finding) => finding.tier === tier).length;
  }

  /** Operations without a fault, and faults. */
  get tally(): Tally {
    const passed = [...this.#tried].filter((operation) => !this.#faulty.has(operation)).length;
    return { passed, failed: this.all.length, skipped: 0 };
  }
}

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const keyOf = (...parts: string[]): string => parts.join('\n');
