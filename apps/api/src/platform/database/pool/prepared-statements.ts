import pg from 'pg';
import type { Config } from '../../config/config.ts';
import type { Logger } from '../../observability/logger.ts';
import type { Done, Layer, Send, Statement } from './statement-layers.ts';
import { StatementNames } from './statement-names.ts';

/** This many are no accident: something between us and the server cannot keep statement names. */
const maxForgotten = 20;

/**
 * Names statements that are repeated, so that the server parses them once per connection and rarely plans them. Not in
 * transactions, where a statement that the server has forgotten would abort all earlier work. Elsewhere such a
 * statement is sent again without a name, and its connection is discarded (`isWornOut`).
 */
export class PreparedStatements {
  private readonly names = new StatementNames();
  private readonly wornOut = new WeakSet<pg.PoolClient>();
  private mode: 'on' | 'off' | 'unknown' | 'asking';
  private forgotten = 0;

  constructor(
    mode: Config['database']['preparedStatements'],
    private readonly logger: Logger,
  ) {
    this.mode = mode === 'auto' ? 'unknown' : mode;
  }

  readonly layer: Layer = (statement, done, send, client) => {
    if (this.mode === 'off' || !statement.values?.length || statement.name !== undefined) return send(statement, done);
    if (client.getTransactionStatus() !== 'I' || this.wornOut.has(client)) return send(statement, done);
    if (this.mode === 'on') return this.sendNamed(statement, done, send, client);
    if (this.mode === 'asking') return send(statement, done);
    this.ask(client, send, () => send(statement, done));
  };

  /** The server's statements on this connection may differ from what we expect: close it instead of reusing it. */
  isWornOut(client: pg.PoolClient): boolean {
    return this.wornOut.has(client);
  }

  private sendNamed(statement: Statement, done: Done, send: Send, client: pg.PoolClient): void {
    const name = this.names.of(statement.text);
    if (name === undefined) return send(statement, done);
    send({ ...statement, name }, (error, result) => {
      if (!isOutdated(error)) return done(error, result);
      send(statement, (failure, found) => {
        // If it fails without a name as well, the name was not the cause.
        if (!failure) this.wearOut(client, error);
        done(failure, found);
      });
    });
  }

  /**
   * The server tells every client the pid of its backend. A pooler reports a different one to its clients, and the
   * embedded database, one backend for all, reports none.
   */
  private ask(client: pg.PoolClient, send: Send, next: () => void): void {
    this.mode = 'asking';
    send({ text: 'SELECT pg_backend_pid() AS pid' }, (error, result) => {
      if (error) this.mode = 'unknown';
      else {
        const [row] = (result as pg.QueryResult<{ pid: number }>).rows;
        this.mode = row?.pid === Reflect.get(client, 'processID') ? 'on' : 'off';
      }
      next();
    });
  }

  private wearOut(client: pg.PoolClient, { code }: pg.DatabaseError): void {
    this.wornOut.add(client);
    this.logger.warn({ event: 'database.statement.forgotten', code });
    if (code !== FORGOTTEN && code !== PREPARED_ALREADY) return;
    this.forgotten += 1;
    if (this.forgotten !== maxForgotten) return;
    this.mode = 'off';
    this.logger.error({ event: 'database.statements.unnamed', hint: 'DATABASE_PREPARED_STATEMENTS' });
  }
}

const FORGOTTEN = '26000';
const PREPARED_ALREADY = '42P05';
/** "cached plan must not change result type" */
const RESULT_CHANGED = '0A000';

/**
 * The errors of a prepared statement that is outdated by a schema change, or that the server no longer has. All of them
 * occur before it has any effect. Class 42: its parameters have the former types of columns.
 */
function isOutdated(error: Error | null | undefined): error is pg.DatabaseError {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return false;
  return error.code === FORGOTTEN || error.code === RESULT_CHANGED || error.code.startsWith('42');
}
