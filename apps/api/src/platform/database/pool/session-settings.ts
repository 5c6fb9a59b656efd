/**
 * `options` of every connection Prisma uses. Its driver writes and reads timestamps without an offset, as UTC: on a
 * server with another time zone, every instant would be stored wrong by that offset.
 */
export const SESSION_OPTIONS = '-c TimeZone=UTC';
