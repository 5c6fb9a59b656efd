import type { Db } from 'pg-boss';
import { Prisma } from '../../generated/prisma/client.ts';

/**
 * Captures the one statement with which pg-boss would write a job, instead of running it: it can then be part of
 * another statement, and follows any release of pg-boss.
 * @throws Error if that is not one statement with one parameter
 */
export async function statementOf(send: (db: Db) => Promise<unknown>): Promise<Prisma.Sql> {
  const statements: Prisma.Sql[] = [];
  await send({
    executeSql: (text, values = []) => {
      // The constructor throws if the number of parameters differs.
      statements.push(new Prisma.Sql(text.split('$1'), values));
      return Promise.resolve({ rows: [{ id: '' }] });
    },
  });
  const [statement, ...others] = statements;
  if (!statement || others.length > 0) throw new Error('pg-boss does not write a job by one statement any more');
  return statement;
}
