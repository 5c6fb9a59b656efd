import { setTimeout as sleep } from 'node:timers/promises';
import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import type { StatementLimits } from './pool/time-limits.ts';

export interface TransactionOptions {
  isolation?: Prisma.TransactionIsolationLevel;
  /** How often to try again after Postgres aborted the transaction in favor of another one. */
  retries?: number;
  /** How long one whole attempt may take; by default two seconds more than `DATABASE_TIMEOUT_MS`. */
  timeoutMs?: number;
  /** How long one attempt may first wait for a connection. */
  maxWaitMs?: number;
}

const BASE_DELAY_MS = 10;
const MAX_DELAY_MS = 250;
/** serialization_failure, deadlock_detected: only the timing was wrong. */
const RETRYABLE_STATES = ['40001', '40P01'];

/**
 * Runs `work` in one transaction and commits it when `work` resolves. After a serialization failure or deadlock it runs
 * `work` again in a new transaction, so `work` must have no effect outside `tx` (no network, no changed variables).
 * Throws what `work` throws, and the last failure when `retries` are used up.
 */
export async function inTransaction<T>(
  prisma: PrismaClient,
  work: (tx: Prisma.TransactionClient) => Promise<T>,
  options: TransactionOptions & StatementLimits,
): Promise<T> {
  const { isolation, retries = 3, statementTimeoutMs, lockTimeoutMs } = options;
  const { timeoutMs, maxWaitMs } = options;
  for (let attempt = 0; ; attempt++) {
    try {
      return await prisma.$transaction(
        async (tx) => {
          // `true`: for this transaction only, because with a pooler the connection is shared.
          await tx.$executeRaw`SELECT set_config('statement_timeout', ${String(statementTimeoutMs)}, true),
                                      set_config('lock_timeout', ${String(lockTimeoutMs)}, true)`;
          return await work(tx);
        },
        {
          ...(maxWaitMs !== undefined && { maxWait: maxWaitMs }),
          ...(timeoutMs !== undefined && { timeout: timeoutMs }),
          ...(isolation && { isolationLevel: isolation }),
        },
      );
    } catch (error) {
      if (attempt >= retries || !isConflict(error)) throw error;
      // Full jitter: transactions that collided once do not collide again.
      await sleep(Math.random() * Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** attempt));
    }
  }
}

/** Prisma reports the same conflict in three forms: from a query, from a raw query, and from the driver at commit. */
function isConflict(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && (error.code === 'P2034' || RETRYABLE_STATES.includes(String(error.code)))) return true;
  const { cause } = error;
  if (isRecord(cause) && cause['kind'] === 'TransactionWriteConflict') return true;
  if ('meta' in error && isRecord(error.meta)) {
    const { code, driverAdapterError } = error.meta;
    if (RETRYABLE_STATES.includes(String(code)) || isConflict(driverAdapterError)) return true;
  }
  return isConflict(cause);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
