import pg from 'pg';

/** Whether Prisma says that a unique index refused a row; `meta` tells which. */
export function isUniqueViolation(error: unknown): error is Error & { meta?: unknown } {
  return error instanceof Error && 'code' in error && error.code === 'P2002';
}

/** The index that refused a row of a statement that went past Prisma; undefined for any other error. */
export function violatedIndex(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError && error.code === '23505' ? error.constraint : undefined;
}
