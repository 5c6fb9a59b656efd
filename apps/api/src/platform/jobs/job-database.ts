import pg from 'pg';
import type { Db } from 'pg-boss';
import type { Config } from '../config/config.ts';
import { PreparedStatements } from '../database/pool/prepared-statements.ts';
import { querySpans } from '../database/pool/query-spans.ts';
import { layStatements } from '../database/pool/statement-layers.ts';
import type { Logger } from '../observability/logger.ts';

/** As the driver takes it; its types do not know of the time limit. */
interface Statement {
  readonly text: string;
  readonly values?: unknown[] | undefined;
  readonly query_timeout?: number;
}

/**
 * The queue's own few connections, apart from those of requests: a burst of requests cannot starve jobs of the database,
 * nor the other way round. Knows whether the database answers, and says so once a change.
 */
export class JobDatabase implements Db {
  /** The same for what a request waits for: a statement ends when those of requests do (`DATABASE_TIMEOUT_MS`). */
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
      // Long enough for the schema to be made or rebuilt, short enough to survive a database that hangs.
      query_timeout: 30_000,
      keepAlive: true,
      application_name: 'pixelboxx-jobs',
    });
    // A job is fetched and completed by long statements, which took longer to plan than to carry out.
    const prepared = new PreparedStatements(config.database.preparedStatements, logger);
    layStatements(this.pool, [...(config.tracing ? [querySpans] : []), prepared.layer]);
    // Without a listener an idle connection that dies ends the process.
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
      // A text of several statements has as many results; what a caller wants stands in the one with rows.
      const results = Array.isArray(result) ? (result as pg.QueryResult[]) : [result];
      return { rows: results.flatMap(({ rows }) => rows as unknown[]) };
    } catch (error) {
      // A statement that Postgres refuses says nothing about whether it is there.
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
