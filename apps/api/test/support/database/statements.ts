import { pollUntil } from '@pixelboxx/config/testing';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { isAwaited } from '../../../src/platform/database/pool/wait-budget.ts';

/** A statement as it was passed to the driver. */
export interface SentStatement {
  readonly text: string;
  /** The name of a prepared statement. */
  readonly name: string | undefined;
}

type Query = (...parameters: unknown[]) => unknown;

/**
 * Every statement that a request of this process waits for, from any code and over any pool, including `BEGIN` and `COMMIT`.
 * Statements that a request only triggers, such as a poll for jobs, do not count. Call it before `useApp`: existing
 * connections are not observed.
 */
export function useStatements(): Statements {
  const statements = new Statements();
  beforeAll(() => statements.listen());
  afterAll(() => statements.stop());
  return statements;
}

class Statements {
  private sent: SentStatement[] = [];
  private setOff: SentStatement[] = [];
  private readonly query = Object.getOwnPropertyDescriptor(pg.Client.prototype, 'query');

  listen(): void {
    const query = this.query?.value as Query;
    const note = (statement: unknown): void => {
      const sent = sentOf(statement);
      if (isAwaited()) this.sent.push(sent);
      else if (!isOfFeed(sent)) this.setOff.push(sent);
    };
    Object.defineProperty(pg.Client.prototype, 'query', {
      ...this.query,
      value: function (this: pg.Client, ...parameters: unknown[]): unknown {
        note(parameters[0]);
        return query.apply(this, parameters);
      },
    });
  }

  stop(): void {
    if (this.query) Object.defineProperty(pg.Client.prototype, 'query', this.query);
  }

  /** The statements of the requests that `work` makes and waits for. */
  async of(work: () => Promise<unknown>): Promise<readonly SentStatement[]> {
    this.sent = [];
    await work();
    return this.sent;
  }

  /** The statements that `work` triggers and that nobody waits for, until nothing has been sent for a second. */
  async setOffBy(work: () => Promise<unknown>): Promise<readonly SentStatement[]> {
    this.setOff = [];
    await work();
    let seen = -1;
    let sinceMs = performance.now();
    await pollUntil('it is quiet', () => {
      if (seen !== this.setOff.length) sinceMs = performance.now();
      seen = this.setOff.length;
      return performance.now() - sinceMs > 1_000;
    });
    return [...this.setOff];
  }
}

function sentOf(statement: unknown): SentStatement {
  if (typeof statement === 'string') return { text: statement, name: undefined };
  const { text, name } = statement as { text?: string; name?: string };
  return { text: text ?? '', name };
}

/** The invalidation log is read five times a second while there are requests, however many. */
function isOfFeed({ text }: SentStatement): boolean {
  return text.includes('cache_invalidations');
}
