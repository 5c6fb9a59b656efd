import type pg from 'pg';
import { Prisma } from '../generated/prisma/client.ts';

/** Something to be written by a statement that writes other things, too: all of them or none, in one round trip. */
export interface Part {
  /** An INSERT, UPDATE or DELETE. It does not see what other parts write, but for what they return by their names. */
  readonly sql: Prisma.Sql;
  /** What follows the commit; as `afterCommit`, for what may be lost with the process. */
  readonly onWritten?: () => void;
}

/** One that those behind it refer to by its name; also a SELECT, then. */
export type NamedPart = Part & { readonly name?: string };

/** As members of a `WITH`. */
export function partsOf(parts: readonly NamedPart[]): Prisma.Sql {
  return Prisma.join(
    parts.map(({ name, sql }, index) => Prisma.sql`${Prisma.raw(name ?? `part_${index}`)} AS (${sql})`),
    ',\n',
  );
}

/** To be called when the statement that parts belong to has succeeded. */
export function noteWritten(parts: readonly Part[]): void {
  for (const { onWritten } of parts) onWritten?.();
}

/** Writes parts that need nothing of each other but to exist together: what a row refers to may be another part's. */
export async function writeTogether(pool: pg.Pool, parts: readonly NamedPart[]): Promise<void> {
  const { text, values } = Prisma.sql`WITH ${partsOf(parts)} SELECT`;
  await pool.query(text, values);
  noteWritten(parts);
}
