import pg from 'pg';
import type { Config } from '../../config/config.ts';
import type { Logger } from '../../observability/logger.ts';
import { PreparedStatements } from './prepared-statements.ts';
import { querySpans } from './query-spans.ts';
import { SESSION_OPTIONS } from './session-settings.ts';
import { transactionMs } from './time-limits.ts';
import { layStatements } from './statement-layers.ts';
import { waitBudget } from './wait-budget.ts';

/**
 * The process's only connection pool, shared by Prisma and the few measured hot paths. Every wait is limited: if Postgres
 * is dead or paused, requests get a 503 within `config.database.timeoutMs` instead of hanging; if it is slow, they get it
 * as soon as they have waited for as long as a transaction may take.
 */
export function createPool(config: Config, logger: Logger): pg.Pool {
  const { url, poolMax, timeoutMs } = config.database;
  const statementMs = timeoutMs - 100;
  const pool = new pg.Pool({
    connectionString: url,
    max: poolMax,
    options: SESSION_OPTIONS,
    connectionTimeoutMillis: timeoutMs - 500,
    query_timeout: statementMs,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'pixelboxx-api',
  });
  const budget = waitBudget({ budgetMs: transactionMs(config.database), statementMs });
  const prepared = new PreparedStatements(config.database.preparedStatements, logger);
  layStatements(pool, [...(config.tracing ? [querySpans] : []), budget, prepared.layer]);
  // Without a listener, an idle connection that dies would end the process.
  pool.on('error', (error) => logger.warn({ event: 'database.connection.lost', reason: error.message }));
  // The driver forgets a statement that timed out, including a ROLLBACK queued behind one that hangs. The next user's
  // writes on that connection would become part of the transaction that is still open, and never be committed.
  pool.on('release', (_error, client) => {
    if (client.getTransactionStatus() !== 'I' || prepared.isWornOut(client)) void client.end();
  });
  return pool;
}
