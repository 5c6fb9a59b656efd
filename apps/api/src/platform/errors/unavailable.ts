/**
 * What says "not now" instead of "not so", by what tells it. The same request is in order once the dependency is well.
 *
 * - PostgreSQL (Appendix A): class 08 the connection, 53 no room, memory or connection left, 57P and 57014 an operator
 *   or a limit of time intervened, 58 its system failed (a disk), 25006 read-only (a standby), 25P03 idle for too long,
 *   55P03 a lock was not to be had in time; 40001 and 40P01 when trying again did not help.
 * - Node: sockets, name resolution; files that cannot be written, or of which no more can be open.
 * - Prisma: its own codes for these, and the kinds of its driver where it passes an error on.
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

/** What drivers throw without a code. */
const messages =
  /timeout exceeded when trying to connect|Connection terminated|Query read timeout|Can't reach database server|Unable to start a transaction|pool is draining|Cannot use a pool after calling end|Server has closed the connection/i;

/** Where errors keep the code of what they stand for. */
const codeFields = ['code', 'originalCode', 'kind'] as const;
/** Where they keep what caused them; Prisma tells of its driver's errors in `meta.driverAdapterError.cause`, a plain object. */
const causeFields = ['cause', 'meta', 'driverAdapterError', 'errors'] as const;
const maxDepth = 6;

/** Whether something that this process stands on could not do its work at the moment, looking through wrapped causes. */
export function isUnavailable(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > maxDepth) return false;
  const fields = new Map<string, unknown>(
    [...codeFields, ...causeFields].map((name) => [name, Reflect.get(error, name)]),
  );
  if (codeFields.some((name) => codes.test(String(fields.get(name))))) return true;
  if (error instanceof Error && messages.test(error.message)) return true;
  return causeFields.flatMap((name) => fields.get(name)).some((cause) => isUnavailable(cause, depth + 1));
}
