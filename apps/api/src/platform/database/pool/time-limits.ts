export interface StatementLimits {
  /** How long one statement may run. */
  readonly statementTimeoutMs: number;
  /** How long one statement may wait for a row or table that another transaction holds. */
  readonly lockTimeoutMs: number;
}

/**
 * Within `DATABASE_TIMEOUT_MS`, so that Postgres gives up before we do, and says why. Zero would mean no limit.
 */
export function statementLimits({ timeoutMs }: { readonly timeoutMs: number }): StatementLimits {
  return { statementTimeoutMs: timeoutMs - 500, lockTimeoutMs: Math.max(250, timeoutMs - 1000) };
}

/** How long the whole of a transaction may take, and a request wait for the database in all. */
export function transactionMs({ timeoutMs }: { readonly timeoutMs: number }): number {
  return timeoutMs + 2_000;
}
