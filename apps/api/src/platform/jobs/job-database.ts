import pg from 'pg';
import type { Db } from 'pg-boss';
import type { Config } from '../config/config.ts';
import { PreparedStatements } from '../database/pool/prepared-statements.ts';
import { querySpans } from '../database/pool/query-spans.ts';
import { layStatements } from '../database/pool/statement-layers.ts';
import type { Logger } from '../observability/logger.ts';

/** As the driver accepts it; the driver's types lack the time limit. */
interface Statement {
  readonly text: string;
  readonly values?: unknown[] | undefined;
  readonly query_timeout?: number;
}

/**
 * The queue's own few connections, separate from those of requests: neither can starve the other of the database. Knows
 * whether the database responds, and logs each change.
 */
export class JobDatabase implements Db {
  /** The same for work that a request waits for: statements have the time limit of requests (`DATABASE_TIMEOUT_MS`). */
  readonly forRequests: Db;
  private readonly pool: pg.Pool;
  private readonly logger: Logger;
  private isResponding: boolean | undefined;

  constructor(config: Pick<Config, 'database' | 'tracing'>, logger: Logger) {
    this.logger = logger;
    const requestTimeoutMs = config.database.timeoutMs - 100;
    this.forRequests = { executeSql: (text, values) => this.run({ text, values, query_timeout: requestTimeoutMs }) };
    this.pool = new pg.Pool({
      connectionString: config.database.url,
      max: 2,
      connectionTimeoutMillis: config.database.timeoutMs - 500,
      // Long enough to create or rebuild the schema, short enough to survive a database that hangs.
      query_timeout: 30_000,
      keepAlive: true,
      application_name: 'pixelboxx-jobs',
    });
    // Jobs are fetched and completed by long statements, which took longer to plan than to execute.
    const prepared = new PreparedStatements(config.database.preparedStatements, logger);
    layStatements(this.pool, [...(config.tracing ? [querySpans] : []), prepared.layer]);
    // Without a listener, an idle connection that dies would end the process.
    this.pool.on('error', (error) => this.note(error));
    this.pool.on('release', (_error, client) => {
      if (prepared.isWornOut(client)) void client.end();
    });
  }

  get isUp(): boolean {
    return this.isResponding === true;
  }

  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> {
    return this.run({ text, values });
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async run(query: Statement): Promise<{ rows: unknown[] }> {
    try {
      const result = await this.pool.query<object>(query as pg.QueryConfig);
      this.note(null);
      // A text of several statements has as many results; the caller needs the one with rows.
      const results = Array.isArray(result) ? (result as pg.QueryResult[]) : [result];
      return { rows: results.flatMap(({ rows }) => rows as unknown[]) };
    } catch (error) {
      // A statement that Postgres refuses does not mean that Postgres is down.
      if (!(error instanceof pg.DatabaseError) || isShuttingDown(error)) this.note(error);
      throw error;
    }
  }

  private note(error: unknown): void {
    const isResponding = error === null;
    if (this.isResponding === isResponding) return;
    this.isResponding = isResponding;
    if (isResponding) this.logger.info({ event: 'jobs.database.up' });
    else this.logger.warn({ event: 'jobs.database.down', err: error });
  }
}

/** Class 57P: the server is going down, starting up or refusing connections. */
function isShuttingDown(error: pg.DatabaseError): boolean {
  return error.code?.startsWith('57P') ?? false;
}
