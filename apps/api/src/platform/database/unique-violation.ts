import pg from 'pg';

/** Whether Prisma reports that a unique index refused a row; `meta` says which. */
export function isUniqueViolation(error: unknown): error is Error & { meta?: unknown } {
  return error instanceof Error && 'code' in error && error.code === 'P2002';
}

/** The unique index that refused a row of a statement sent without Prisma; undefined for any other error. */
export function violatedIndex(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError && error.code === '23505' ? error.constraint : undefined;
}
