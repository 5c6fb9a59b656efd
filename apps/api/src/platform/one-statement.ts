import type pg from 'pg';
import { Prisma } from '../generated/prisma/client.ts';

/** A write that shares one statement with other writes: all of them or none, in one round trip. */
export interface Part {
  /** An INSERT, UPDATE or DELETE. It does not see what other parts write, except what they return under their names. */
  readonly sql: Prisma.Sql;
  /** Runs after the commit; like `afterCommit`, for work that may be lost with the process. */
  readonly onWritten?: () => void;
}

/** One that later parts refer to by its name; it can then also be a SELECT. */
export type NamedPart = Part & { readonly name?: string };

/** As members of a `WITH`. */
export function partsOf(parts: readonly NamedPart[]): Prisma.Sql {
  return Prisma.join(
    parts.map(({ name, sql }, index) => Prisma.sql`${Prisma.raw(name ?? `part_${index}`)} AS (${sql})`),
    ',\n',
  );
}

/** Call it when the statement with these parts has succeeded. */
export function noteWritten(parts: readonly Part[]): void {
  for (const { onWritten } of parts) onWritten?.();
}

/** Writes parts that only need to exist together: a row of one may refer to a row of another. */
export async function writeTogether(pool: pg.Pool, parts: readonly NamedPart[]): Promise<void> {
  const { text, values } = Prisma.sql`WITH ${partsOf(parts)} SELECT`;
  await pool.query(text, values);
  noteWritten(parts);
}
