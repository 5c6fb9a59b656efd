import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { isAwaited } from '../../../src/platform/database/pool/wait-budget.ts';
import { onRealPostgres } from './database.ts';

type Query = (...parameters: unknown[]) => unknown;

export interface Interleaved<Result> {
  /** Runs before each request. */
  readonly prepare?: () => Promise<unknown>;
  readonly request: () => Promise<Result>;
  readonly work: () => Promise<unknown>;
  /** Checks the result of each request. */
  readonly check: (result: Result) => Promise<unknown> | void;
  /** Its transactions lock nothing: on a real Postgres, `work` also runs between their statements. Others count as one. */
  readonly isReading?: boolean;
}

/**
 * Lets tests do something between two statements of one request, as another client might at that moment: reliably, not now
 * and then as in a race. Call it before `useApp`: existing connections are not intercepted.
 */
export function useInterleaving(): Interleaving {
  const interleaving = new Interleaving();
  beforeAll(() => interleaving.listen());
  afterAll(() => interleaving.stop());
  return interleaving;
}

class Interleaving {
  private work: (() => Promise<unknown>) | null = null;
  private statementsLeft = 0;
  private isReading = false;
  private readonly inTransaction = new WeakSet<pg.Client>();
  private readonly query = Object.getOwnPropertyDescriptor(pg.Client.prototype, 'query');

  listen(): void {
    const query = this.query?.value as Query;
    const due = (client: pg.Client, text: string): (() => Promise<unknown>) | null => this.due(client, text);
    Object.defineProperty(pg.Client.prototype, 'query', {
      ...this.query,
      value: function (this: pg.Client, ...parameters: unknown[]): unknown {
        const work = due(this, textOf(parameters[0]));
        return work ? work().then(() => query.apply(this, parameters)) : query.apply(this, parameters);
      },
    });
  }

  stop(): void {
    if (this.query) Object.defineProperty(pg.Client.prototype, 'query', this.query);
  }

  /**
   * Repeats the request: `work` runs before its first statement, then before its second, and so on, until no statement is
   * left. The statements of `work` itself are not intercepted.
   * @returns the number of statements
   */
  async everywhere<Result>({ prepare, request, work, check, isReading = false }: Interleaved<Result>): Promise<number> {
    this.isReading = isReading;
    for (let statement = 0; ; statement += 1) {
      await prepare?.();
      this.statementsLeft = statement;
      this.work = work;
      try {
        const result = await request();
        if (this.isWaiting()) return statement;
        await check(result);
      } finally {
        this.work = null;
      }
    }
  }

  private isWaiting(): boolean {
    return this.work !== null;
  }

  private due(client: pg.Client, text: string): (() => Promise<unknown>) | null {
    const isInside = this.inTransaction.has(client);
    if (/^BEGIN/i.test(text)) this.inTransaction.add(client);
    if (/^(?:COMMIT|ROLLBACK)$/i.test(text)) this.inTransaction.delete(client);
    const { work } = this;
    // A transaction that waits here for another one which needs its locks would wait forever. So would any transaction in the
    // embedded database, which runs one at a time.
    const mayWait = !isInside || (this.isReading && onRealPostgres);
    if (!work || !isAwaited() || !mayWait) return null;
    if (this.statementsLeft > 0) {
      this.statementsLeft -= 1;
      return null;
    }
    this.work = null;
    return work;
  }
}

function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  if (typeof statement !== 'object' || statement === null || !('text' in statement)) return '';
  return typeof statement.text === 'string' ? statement.text : '';
}
