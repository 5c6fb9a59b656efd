/**
 * Errors that mean "not now" instead of "never", by their source. The same request succeeds once the dependency is
 * healthy.
 *
 * - PostgreSQL (Appendix A): class 08 the connection, 53 no disk space, memory or connection left, 57P and 57014 an
 *   operator or time limit intervened, 58 its system failed (a disk), 25006 read-only (a standby), 25P03 idle too long,
 *   55P03 a lock was not available in time; 40001 and 40P01 when retries did not help.
 * - Node: sockets, name resolution; files that cannot be written, or too many open files.
 * - Prisma: its own codes for these, and the kinds of its driver's errors where it passes them on.
 */
const codes = new RegExp(
  `^(?:${[
    '08\\w{3}|53\\w{3}|57P0\\w|57014|58\\w{3}|25006|25P03|55P03|40001|40P01',
    'ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH',
    'ENOSPC|EDQUOT|EROFS|EIO|EMFILE|ENFILE',
    'P1001|P1002|P1008|P1011|P1017|P2024|P2028|P2034|P2037',
    'DatabaseNotReachable|ConnectionClosed|SocketTimeout|TlsConnectionError|TooManyConnections|TransactionWriteConflict',
  ].join('|')})$`,
);

/** Messages of drivers that throw without a code. */
const messages =
  /timeout exceeded when trying to connect|Connection terminated|Query read timeout|Can't reach database server|Unable to start a transaction|pool is draining|Cannot use a pool after calling end|Server has closed the connection/i;

/** Where errors keep the code of the original error. */
const codeFields = ['code', 'originalCode', 'kind'] as const;
/** Where they keep their cause; Prisma reports its driver's errors in `meta.driverAdapterError.cause`, a plain object. */
const causeFields = ['cause', 'meta', 'driverAdapterError', 'errors'] as const;
const maxDepth = 6;

/** Whether a dependency of this process is temporarily unable to work, looking through wrapped causes. */
export function isUnavailable(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > maxDepth) return false;
  const fields = new Map<string, unknown>(
    [...codeFields, ...causeFields].map((name) => [name, Reflect.get(error, name)]),
  );
  if (codeFields.some((name) => codes.test(String(fields.get(name))))) return true;
  if (error instanceof Error && messages.test(error.message)) return true;
  return causeFields.flatMap((name) => fields.get(name)).some((cause) => isUnavailable(cause, depth + 1));
}
