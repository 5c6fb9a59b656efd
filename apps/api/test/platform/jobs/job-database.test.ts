import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { JobDatabase } from '../../../src/platform/jobs/job-database.ts';
import { testConfig } from '../../support/config.ts';
import { createTestDatabase, onRealPostgres, type TestDatabase } from '../../support/database/database.ts';

const logger = pino({ level: 'silent' });
let database: TestDatabase;
let jobs: JobDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  jobs = new JobDatabase(testConfig({ DATABASE_URL: database.url }), logger);
});
afterAll(async () => {
  await jobs.close();
  await database.stop();
});

const look = 'SELECT count(*)::int AS count FROM job_rows WHERE id >= $1';
/** By clients, not by the embedded database for all of them. */
const preparedSql = `SELECT statement FROM pg_prepared_statements WHERE name NOT LIKE 'cached\\_%'`;
const prepared = async () => (await jobs.executeSql(preparedSql)).rows;

it.runIf(onRealPostgres)(
  'the job queue’s repeated statements are prepared, and continue to work after a table has changed',
  async () => {
    await jobs.executeSql('CREATE TABLE job_rows AS SELECT 1 AS id');
    for (let at = 0; at < 5; at += 1) expect((await jobs.executeSql(look, [0])).rows).toEqual([{ count: 1 }]);
    expect(await prepared()).toEqual([{ statement: look }]);
    await jobs.executeSql(`DROP TABLE job_rows; CREATE TABLE job_rows (id text); INSERT INTO job_rows VALUES ('7')`);
    expect((await jobs.executeSql(look, ['0'])).rows).toEqual([{ count: 1 }]);
    expect(jobs.isUp).toBe(true);
  },
);

it.skipIf(onRealPostgres)(
  'the job queue prepares nothing on the embedded database, which has one session for all connections',
  async () => {
    await jobs.executeSql('CREATE TABLE job_rows AS SELECT 1 AS id');
    for (let at = 0; at < 5; at += 1) await jobs.executeSql(look, [0]);
    expect(await prepared()).toEqual([]);
  },
);
