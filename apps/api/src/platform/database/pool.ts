import pg from 'pg';
import type { Config } from '../config/config.ts';
import type { Logger } from '../observability/logger.ts';
import { traceQueries } from './query-spans.ts';
import { SESSION_OPTIONS } from './session-settings.ts';

/**
 * The process's one connection pool, shared by Prisma and by the few measured hot paths. Every wait has an end, so that
 * a dead or paused Postgres answers as 503 within `config.database.timeoutMs` instead of hanging requests.
 */
export function createPool(config: Config, logger: Logger): pg.Pool {
  const { url, poolMax, timeoutMs } = config.database;
  const pool = new pg.Pool({
    connectionString: url,
    max: poolMax,
    options: SESSION_OPTIONS,
    connectionTimeoutMillis: timeoutMs - 500,
    query_timeout: timeoutMs - 100,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'pixelboxx-api',
  });
  // Without a listener an idle connection that dies ends the process.
  pool.on('error', (error) => logger.warn({ event: 'database.connection.lost', reason: error.message }));
  if (config.tracing) traceQueries(pool);
  return pool;
}
