import { pollUntil } from '@pixelboxx/config/testing';
import {
  declared,
  type DeclaredFault,
  type DependencyName,
  type FaultName,
  isPossible,
  namesInHealth,
  type OperationName,
  operationNames,
} from '../declared.ts';
import { User } from '../product/user.ts';
import { describe, isAsDeclared, observe } from './observations.ts';
import { type Attempt, Round } from './operations.ts';
import type { Stage } from './stage.ts';

/** One line of the report: a fault and its effect on one operation, or on the product as a whole. */
export interface CellResult {
  readonly cell: string;
  readonly passed: boolean | null;
  readonly detail: string;
}

/** Attempts until a full disk has an effect: the free space in pages holds some more rows. */
const maxFillingUp = 300;

/** One dependency, one fault: the outcome of all operations meanwhile, how long recovery takes, and what is left. */
export class FaultRun {
  readonly #stage: Stage;
  readonly #dependency: DependencyName;
  readonly #fault: FaultName;
  readonly #operations: readonly OperationName[];

  constructor(stage: Stage, dependency: DependencyName, fault: FaultName, operations: readonly OperationName[]) {
    this.#stage = stage;
    this.#dependency = dependency;
    this.#fault = fault;
    this.#operations = operations;
  }

  async run(): Promise<CellResult[]> {
    const row = declared[this.#dependency][this.#fault];
    if (!isPossible(row)) return [this.#result('', null, row.impossible)];
    if (this.#fault === 'full disk' && !this.#canFill())
      return [this.#result('', null, 'file systems can be mounted by root alone')];
    const rounds = [await Round.prepare(this.#stage), await Round.prepare(this.#stage)];
    await this.#break();
    const played: { round: Round; attempts: Attempt[] }[] = [];
    for (const round of rounds) played.push({ round, attempts: await round.play(this.#operations) });
    const attempts = played.flatMap((it) => it.attempts);
    const results = this.#assess(row, attempts);
    await this.#mend();
    results.push(await this.#recover(row.recoversInSeconds));
    results.push(await this.#lookBack(played));
    const ends = this.#stage.product.takeEnds();
    results.push(this.#result('processes', ends.length === 0, ends.join('; ') || 'all are still there'));
    return results;
  }

  #canFill(): boolean {
    if (this.#dependency === 'disk') return this.#stage.disk.canFill;
    return this.#stage.service(this.#dependency)?.canFill ?? false;
  }

  async #break(): Promise<void> {
    const { product, disk } = this.#stage;
    if (this.#fault === 'absent') await product.stopApi();
    if (this.#dependency === 'disk') disk.fill();
    else await this.#stage.service(this.#dependency)?.break(this.#fault);
    if (this.#fault === 'absent') await product.startApi();
    if (this.#dependency === 'Postgres' && this.#fault === 'full disk') await this.#useUpWhatIsLeft();
  }

  /** Writes rows until one is refused. */
  async #useUpWhatIsLeft(): Promise<void> {
    for (let count = 0; count < maxFillingUp; count += 1) {
      const { status } = await new User(this.#stage.origin, this.#stage.nextName()).register();
      if (status !== 201) return;
    }
  }

  async #mend(): Promise<void> {
    if (this.#dependency === 'disk') this.#stage.disk.free();
    else await this.#stage.service(this.#dependency)?.mend(this.#fault);
  }

  #assess(row: DeclaredFault, attempts: readonly Attempt[]): CellResult[] {
    const results = this.#operations.map((operation) => {
      const own = attempts.filter((attempt) => attempt.operation === operation);
      const detail = `declared ${row.outcomes[operation]}, observed ${own.map(describe).join('; ')}`;
      return this.#result(operation, isAsDeclared(row.outcomes[operation], own), detail);
    });
    if (!row.named || !this.#operations.includes('health')) return results;
    const name = namesInHealth[this.#dependency];
    const degraded = attempts.findLast(({ operation }) => operation === 'health')?.degraded ?? [];
    const detail = `declared ${name}, observed ${degraded.join(', ') || 'nothing'}`;
    return [...results, this.#result('named', degraded.includes(name), detail)];
  }

  /** Waits until a whole round works and nothing is degraded; requests refused meanwhile must be refused correctly. */
  async #recover(withinSeconds: number): Promise<CellResult> {
    const startedAt = performance.now();
    const faults: string[] = [];
    let last = '';
    const isWell = async (): Promise<boolean> => {
      const round = await Round.prepare(this.#stage).catch((error: unknown) => {
        last = String(error);
        return null;
      });
      if (!round) return false;
      const attempts = await round.play(operationNames);
      for (const attempt of attempts.filter((it) => observe(it) === 'fault'))
        faults.push(`${attempt.operation} ${describe(attempt)}`);
      const unwell = attempts.filter(({ works, degraded }) => !works || degraded.length > 0);
      last = unwell.map((attempt) => `${attempt.operation} ${describe(attempt)}`).join('; ');
      return unwell.length === 0;
    };
    const limitMs = Math.max(90_000, withinSeconds * 3_000);
    const isBack = await pollUntil('it is well', isWell, { timeoutMs: limitMs, everyMs: 100 }).catch(() => false);
    const seconds = (performance.now() - startedAt) / 1000;
    const observed = isBack ? `observed ${seconds.toFixed(1)} s` : `observed none in ${seconds.toFixed(0)} s: ${last}`;
    const detail = `declared ${withinSeconds} s, ${observed}${faults.length > 0 ? `; meanwhile ${faults.join('; ')}` : ''}`;
    return this.#result('back', isBack && seconds <= withinSeconds && faults.length === 0, detail);
  }

  async #lookBack(played: readonly { round: Round; attempts: Attempt[] }[]): Promise<CellResult> {
    const lost: string[] = [];
    let kept = 0;
    for (const { round, attempts } of played) {
      lost.push(...(await round.lost(attempts)));
      for (const { what, holds } of attempts.flatMap(({ promises }) => promises)) {
        if (await holds().catch(() => false)) kept += 1;
        else lost.push(what);
      }
    }
    return this.#result(
      'kept',
      lost.length === 0,
      lost.length > 0 ? `lost: ${lost.join('; ')}` : `all ${kept} of what was promised`,
    );
  }

  #result(what: string, passed: boolean | null, detail: string): CellResult {
    return { cell: [this.#dependency, this.#fault, what].filter(Boolean).join(' / '), passed, detail };
  }
}
