export interface StatementLimits {
  /** How long one statement may run. */
  readonly statementTimeoutMs: number;
  /** How long one statement may wait for a row or table that another transaction holds. */
  readonly lockTimeoutMs: number;
}

/** Below `DATABASE_TIMEOUT_MS`, so that Postgres gives up first and reports why. Zero would mean no limit. */
export function statementLimits({ timeoutMs }: { readonly timeoutMs: number }): StatementLimits {
  return { statementTimeoutMs: timeoutMs - 500, lockTimeoutMs: Math.max(250, timeoutMs - 1000) };
}

/** How long a whole transaction may take, and how long a request may wait for the database in total. */
export function transactionMs({ timeoutMs }: { readonly timeoutMs: number }): number {
  return timeoutMs + 2_000;
}
