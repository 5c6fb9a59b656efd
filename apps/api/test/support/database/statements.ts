import { pollUntil } from '@pixelboxx/config/testing';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { isAwaited } from '../../../src/platform/database/pool/wait-budget.ts';

/** A statement as the driver was given it. */
export interface SentStatement {
  readonly text: string;
  /** Of a prepared one. */
  readonly name: string | undefined;
}

type Query = (...parameters: unknown[]) => unknown;

/**
 * Every statement that a request of this process waits for, whatever sends it and over whichever pool, `BEGIN` and
 * `COMMIT` included; what a request only sets off, such as a look for jobs, is none of its statements. To be called
 * before `useApp`: connections that are there already are not listened to.
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

  /** What the requests that `work` makes, and waits for, send. */
  async of(work: () => Promise<unknown>): Promise<readonly SentStatement[]> {
    this.sent = [];
    await work();
    return this.sent;
  }

  /** What nobody waits for of all that `work` sets off, until nothing has been sent for a second. */
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

/** The log of invalidations is read five times a second while anybody asks for anything, however much that is. */
function isOfFeed({ text }: SentStatement): boolean {
  return text.includes('cache_invalidations');
}
