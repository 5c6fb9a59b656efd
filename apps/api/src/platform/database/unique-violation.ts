/** Whether Prisma says that a unique index refused a row; `meta` tells which. */
export function isUniqueViolation(error: unknown): error is Error & { meta?: unknown } {
  return error instanceof Error && 'code' in error && error.code === 'P2002';
}
