import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { type Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import type { Config } from '../config/config.ts';
import { InjectConfig } from '../config/config.module.ts';
import { InjectLogger, type Logger } from '../observability/logger.ts';
import { noteCommits } from './after-commit.ts';
import { createPool } from './pool/pool.ts';
import { type StatementLimits, statementLimits, transactionMs } from './pool/time-limits.ts';
import { hideDeleted } from './soft-delete.ts';
import { inTransaction, type TransactionOptions } from './transaction.ts';

/** Postgres, through Prisma. Connects at the first query: if the database is down, the process still starts. */
@Injectable()
export class PrismaService extends PrismaClient implements OnApplicationShutdown {
  /** The same pool without Prisma, for measured hot paths only. */
  readonly pool: pg.Pool;
  private readonly limits: StatementLimits;

  constructor(@InjectConfig() config: Config, @InjectLogger() logger: Logger) {
    const pool = createPool(config, logger);
    super({
      errorFormat: 'minimal',
      adapter: new PrismaPg(pool),
      transactionOptions: { maxWait: config.database.timeoutMs - 500, timeout: transactionMs(config.database) },
    });
    this.pool = pool;
    this.limits = statementLimits(config.database);
    hideDeleted(this);
    noteCommits(this);
  }

  /** Like `inTransaction`, with the configured limits. */
  transact<T>(work: (tx: Prisma.TransactionClient) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    return inTransaction(this, work, { ...this.limits, ...options });
  }

  /** Runs last, so that requests and jobs still running can finish their queries. */
  async onApplicationShutdown(): Promise<void> {
    await this.$disconnect();
    await this.pool.end();
  }
}
