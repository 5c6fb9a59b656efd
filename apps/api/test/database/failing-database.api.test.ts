import { authEndpoints } from '@pixelboxx/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrismaService } from '../../src/platform/database/prisma.service.ts';
import { toAppError } from '../../src/platform/errors/classify-error.ts';
import { goodPassword, register } from '../support/clients/users.ts';
import { failureOf } from '../support/failures.ts';
import { useApp } from '../support/use-app.ts';

/** States of PostgreSQL (Appendix A) that say nothing about the request: the same one works once the server is well. */
const states = {
  '53000': 'insufficient resources',
  '53100': 'the disk is full',
  '53200': 'out of memory',
  '53300': 'too many connections',
  '53400': 'a configured limit is exceeded',
  '57P01': 'an administrator shuts it down',
  '57P02': 'it crashed',
  '57P03': 'it is starting',
  '57014': 'the statement took too long',
  '57P05': 'the session was idle for too long',
  '55P03': 'a lock was not to be had in time',
  '25006': 'it is read-only, as a standby or in a failover',
  '25P03': 'the transaction was idle for too long',
  '58000': 'the system failed',
  '58030': 'the disk failed',
  '08006': 'the connection broke',
  '40001': 'others changed the same, again and again',
  '40P01': 'others locked the same, again and again',
} as const;

const app = useApp();
let prisma: PrismaService;
let state: string | null = null;

/** From here on the table's rows cannot be written, for that reason. */
async function fail(sqlState: string | null): Promise<void> {
  state = sqlState;
  await prisma.pool.query(`CREATE OR REPLACE FUNCTION fail_write() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    ${state === null ? '' : `RAISE EXCEPTION 'could not extend file' USING ERRCODE = '${state}';`} RETURN NEW; END $$`);
}

beforeAll(async () => {
  prisma = app.app.get(PrismaService);
  await fail(null);
  await prisma.pool.query(
    'CREATE TRIGGER fail_write BEFORE INSERT OR UPDATE ON sessions FOR EACH ROW EXECUTE FUNCTION fail_write()',
  );
});
afterAll(async () => {
  await prisma.pool.query('DROP TRIGGER fail_write ON sessions');
  await prisma.pool.query('DROP FUNCTION fail_write');
});

describe.each(Object.entries(states))('a database that refuses a statement with %s (%s)', (sqlState) => {
  const statement = `UPDATE sessions SET user_agent = 'x'`;
  const ways: Record<string, () => Promise<unknown>> = {
    'Prisma’s own': () => prisma.session.updateMany({ data: { userAgent: 'x' } }),
    'a raw': () => prisma.$executeRawUnsafe(statement),
    'a transaction’s': () => prisma.transact((tx) => tx.session.updateMany({ data: { userAgent: 'x' } })),
    'a transaction’s raw': () => prisma.transact((tx) => tx.$executeRawUnsafe(statement)),
    'the pool’s': () => prisma.pool.query(statement),
  };

  it('results in SERVICE_UNAVAILABLE for every kind of query, and a 503 with Retry-After', async () => {
    const { browser, credentials } = await register(app);
    await fail(sqlState);
    try {
      for (const [name, ask] of Object.entries(ways)) {
        const thrown: unknown = await ask().then(
          () => 'nothing',
          (error: unknown) => error,
        );
        expect({ name, code: toAppError(thrown).code }).toEqual({ name, code: 'SERVICE_UNAVAILABLE' });
      }
      for (const response of [
        await app.browser().post('/v1/auth/login', { identifier: credentials.username, password: goodPassword }),
        await browser.post('/v1/auth/refresh'),
      ]) {
        const { code, message } = await failureOf(response);
        expect({ status: response.status, code }).toEqual({ status: 503, code: 'SERVICE_UNAVAILABLE' });
        expect(message).not.toContain('could not extend file');
        expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      }
    } finally {
      await fail(null);
    }
    await browser.call(authEndpoints.refresh);
  });
});

it.each(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE'])(
  'a file error %s results in SERVICE_UNAVAILABLE, too',
  (code) => {
    const failure = Object.assign(new Error(`${code}: write`), { code, syscall: 'write' });
    expect(toAppError(failure).code).toBe('SERVICE_UNAVAILABLE');
    expect(toAppError(new Error('The file was not written', { cause: failure })).code).toBe('SERVICE_UNAVAILABLE');
  },
);

it('a faulty statement results in INTERNAL_ERROR', async () => {
  for (const ask of [
    () => prisma.$executeRawUnsafe('SELECT no_such_column FROM sessions'),
    () => prisma.pool.query('SELECT 1 / 0'),
    () => prisma.pool.query('SELEKT'),
  ]) {
    const thrown: unknown = await ask().then(
      () => 'nothing',
      (error: unknown) => error,
    );
    expect(toAppError(thrown).code).toBe('INTERNAL_ERROR');
  }
});
