import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { Prisma } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { type NamedPart, writeTogether } from '../../platform/one-statement.ts';
import type { AttemptConsumption } from './lockout-policy.ts';

/** A full counter, and how long it stays full. */
export interface ExhaustedCounter {
  readonly key: string;
  readonly retryMs: number;
}

const batchSize = 1_000;

/** Update of an existing counter `b`: adds one failure and, rarely, moves the hour from which it can be removed. */
const countedAgain = `clear_at = GREATEST(b.clear_at, now()) + (EXCLUDED.clear_at - now()),
  removable_from = GREATEST(b.removable_from, ${hourAfter('GREATEST(b.clear_at, now()) + (EXCLUDED.clear_at - now())')})`;

/** Whole hours: the column is indexed, and finer values would make every attempt write to all indexes of the table. */
function hourAfter(moment: string): string {
  return `date_trunc('hour', ${moment}) + interval '1 hour'`;
}

/**
 * Counters in Postgres, the source of truth: losing a cache or restarting unlocks nothing. Every statement takes its
 * rows in the order of their keys, so two statements never deadlock. Keys are passed in the column's own type: as text,
 * they would not use the index.
 */
@Injectable()
export class AttemptCountersStore {
  constructor(
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
  ) {}

  /** Counts one failure in all of the counters or, if any of them is full, in none, and returns the full ones. */
  async take(consumptions: readonly AttemptConsumption[]): Promise<ExhaustedCounter[]> {
    const { rows } = await this.prisma.pool.query<{ key: string }>(
      `WITH wanted AS (SELECT * FROM unnest($1::bpchar[], $2::bpchar[], $3::float8[], $4::float8[])
                                  AS w(key, account_key, seconds_each, seconds_all))
       INSERT INTO login_budgets AS b (key, account_key, clear_at, removable_from)
       SELECT key, account_key, now() + make_interval(secs => seconds_each),
              ${hourAfter('now() + make_interval(secs => seconds_each)')} FROM wanted ORDER BY key
           ON CONFLICT (key) DO UPDATE SET ${countedAgain}
        WHERE GREATEST(b.clear_at, now()) + (EXCLUDED.clear_at - now())
              <= now() + (SELECT make_interval(secs => seconds_all) FROM wanted w WHERE w.key = b.key)
    RETURNING key`,
      [...columnsOf(consumptions)],
    );
    if (rows.length === consumptions.length) return [];
    const taken = consumptions.filter(({ key }) => rows.some((row) => row.key === key));
    await this.giveBack(taken);
    return this.exhausted(consumptions.filter((consumption) => !taken.includes(consumption)));
  }

  async giveBack(consumptions: readonly AttemptConsumption[]): Promise<void> {
    if (consumptions.length === 0) return;
    await this.prisma.pool.query(
      `WITH held AS (SELECT b.key, w.seconds_each
                       FROM unnest($1::bpchar[], $2::float8[]) AS w(key, seconds_each) JOIN login_budgets b USING (key)
                      ORDER BY b.key FOR UPDATE OF b)
       UPDATE login_budgets b SET clear_at = b.clear_at - make_interval(secs => held.seconds_each)
         FROM held WHERE held.key = b.key`,
      [consumptions.map(({ key }) => key), consumptions.map(({ counter }) => counter.secondsPerFailure)],
    );
  }

  /** Records a success: gives this attempt back, and empties the counters that a success clears. */
  async settleSuccess(consumptions: readonly AttemptConsumption[]): Promise<void> {
    await writeTogether(this.prisma.pool, this.successParts(consumptions));
  }

  /** The same, as parts of another statement. */
  successParts(consumptions: readonly AttemptConsumption[]): NamedPart[] {
    const columns = [
      consumptions.map(({ key }) => key),
      consumptions.map(({ counter }) => counter.secondsPerFailure),
      consumptions.map(({ clearsOnSuccess }) => clearsOnSuccess),
    ] as const;
    const held = Prisma.sql`SELECT b.key, w.seconds_each, w.clears
        FROM unnest(${columns[0]}::bpchar[], ${columns[1]}::float8[], ${columns[2]}::bool[]) AS w(key, seconds_each, clears)
        JOIN login_budgets b USING (key) ORDER BY b.key FOR UPDATE OF b`;
    // Emptied counters stay, to be reused or removed later in batches.
    const settled = Prisma.sql`UPDATE login_budgets b
         SET clear_at = CASE WHEN held.clears THEN LEAST(b.clear_at, now())
                             ELSE b.clear_at - make_interval(secs => held.seconds_each) END
        FROM held WHERE held.key = b.key`;
    return [{ name: 'held', sql: held }, { sql: settled }];
  }

  /**
   * Counts a failure in the counter of the device of the user in `found`, as part of the statement that finds the user.
   * Returns the key, or nothing if there is no such counter or it is full.
   */
  takingOf(
    consumptions: readonly { readonly userId: string; readonly consumption: AttemptConsumption }[],
    found: Prisma.Sql,
  ): Prisma.Sql {
    const [keys, accountKeys, secondsEach, secondsAll] = columnsOf(consumptions.map(({ consumption }) => consumption));
    return Prisma.sql`INSERT INTO login_budgets AS b (key, account_key, clear_at, removable_from)
      SELECT w.key, w.account_key, now() + make_interval(secs => w.seconds_each),
             ${Prisma.raw(hourAfter('now() + make_interval(secs => w.seconds_each)'))}
        FROM (${found}) AS found JOIN unnest(${consumptions.map(({ userId }) => userId)}::uuid[], ${keys}::bpchar[],
             ${accountKeys}::bpchar[], ${secondsEach}::float8[]) AS w(user_id, key, account_key, seconds_each) ON w.user_id = found.id
          ON CONFLICT (key) DO UPDATE SET ${Prisma.raw(countedAgain)}
       WHERE GREATEST(b.clear_at, now()) + (EXCLUDED.clear_at - now()) <= now() + make_interval(secs => ${secondsAll[0] ?? 0})
   RETURNING key`;
  }

  /** Clears every counter of an account; returns their keys. */
  async clearAccount(accountKey: string): Promise<string[]> {
    const { rows } = await this.prisma.pool.query<{ key: string }>(
      `WITH held AS (SELECT key FROM login_budgets WHERE account_key = $1 ORDER BY key FOR UPDATE)
       DELETE FROM login_budgets b USING held WHERE held.key = b.key RETURNING b.key`,
      [accountKey],
    );
    return rows.map(({ key }) => key);
  }

  /** The failures that currently count against these accounts. */
  used(accountKeys: readonly string[]): Promise<{ key: string; accountKey: string | null; clearAt: Date }[]> {
    return this.prisma.attemptCounter.findMany({
      where: { accountKey: { in: [...accountKeys] }, clearAt: { gt: this.clock.now() } },
    });
  }

  /** Removes counters that are empty. */
  async removeCleared(): Promise<void> {
    const statement = `DELETE FROM login_budgets WHERE key = ANY (ARRAY(
      SELECT key FROM login_budgets
       WHERE (removable_from < now() OR removable_from IS NULL) AND clear_at < now() - interval '1 minute'
       LIMIT $1 FOR UPDATE SKIP LOCKED))`;
    while (((await this.prisma.pool.query(statement, [batchSize])).rowCount ?? 0) >= batchSize);
  }

  private async exhausted(consumptions: readonly AttemptConsumption[]): Promise<ExhaustedCounter[]> {
    const { rows } = await this.prisma.pool.query<{ key: string; retryMs: number }>(
      `SELECT w.key, GREATEST(1, EXTRACT(EPOCH FROM b.clear_at - now()) + w.seconds_each - w.seconds_all)::float8 * 1000
                AS "retryMs"
         FROM unnest($1::bpchar[], $2::bpchar[], $3::float8[], $4::float8[]) AS w(key, account_key, seconds_each, seconds_all)
         LEFT JOIN login_budgets b USING (key)`,
      [...columnsOf(consumptions)],
    );
    return rows;
  }
}

function columnsOf(consumptions: readonly AttemptConsumption[]) {
  return [
    consumptions.map(({ key }) => key),
    consumptions.map(({ accountKey }) => accountKey),
    consumptions.map(({ counter }) => counter.secondsPerFailure),
    consumptions.map(({ counter }) => counter.failures * counter.secondsPerFailure),
  ] as const;
}
