import pg from 'pg';
import type { Config } from '../config/config.ts';
import type { Logger } from '../observability/logger.ts';
import { SESSION_OPTIONS } from './session-settings.ts';

/**
 * The process's one connection pool, shared by Prisma and by the few measured hot paths. Every wait has an end, so that
 * a dead or paused Postgres answers as 503 within three seconds instead of hanging requests.
 */
export function createPool(config: Config, logger: Logger): pg.Pool {
  const pool = new pg.Pool({
    connectionString: config.database.url,
    max: config.database.poolMax,
    options: SESSION_OPTIONS,
    connectionTimeoutMillis: 2500,
    query_timeout: 2900,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'pixelboxx-api',
  });
  // Without a listener an idle connection that dies ends the process.
  pool.on('error', (error) => logger.warn({ event: 'database.connection.lost', reason: error.message }));
  return pool;
}
