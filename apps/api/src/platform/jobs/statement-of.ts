import type { Db } from 'pg-boss';
import { Prisma } from '../../generated/prisma/client.ts';

/**
 * The one statement by which pg-boss would write a job, instead of having it run: it can be a part of another one then,
 * and whatever a release of pg-boss makes of it is right.
 * @throws Error if that is not one statement with one parameter
 */
export async function statementOf(send: (db: Db) => Promise<unknown>): Promise<Prisma.Sql> {
  const statements: Prisma.Sql[] = [];
  await send({
    executeSql: (text, values = []) => {
      // The constructor refuses what has another number of parameters.
      statements.push(new Prisma.Sql(text.split('$1'), values));
      return Promise.resolve({ rows: [{ id: '' }] });
    },
  });
  const [statement, ...others] = statements;
  if (!statement || others.length > 0) throw new Error('pg-boss does not write a job by one statement any more');
  return statement;
}
