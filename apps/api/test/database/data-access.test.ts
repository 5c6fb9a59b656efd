import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PrismaClient } from '../../src/generated/prisma/client.ts';
import { readSchemaState } from '../../src/platform/database/schema-version.ts';
import { EXPECTED_MIGRATIONS } from '../../src/generated/expected-migrations.ts';
import { hideDeleted, includingDeleted } from '../../src/platform/database/soft-delete.ts';
import { statementLimits } from '../../src/platform/database/pool/time-limits.ts';
import { inTransaction } from '../../src/platform/database/transaction.ts';
import { createTestDatabase, onRealPostgres, type TestDatabase } from '../support/database/database.ts';
import { newUpload, newUser, openPrisma, type PrismaOnDatabase } from '../support/database/prisma.ts';

const limits = statementLimits({ timeoutMs: 3000 });
let database: TestDatabase;
let opened: PrismaOnDatabase;
let prisma: PrismaClient;

beforeAll(async () => {
  database = await createTestDatabase();
  opened = openPrisma(database.url);
  ({ prisma } = opened);
});
afterAll(async () => {
  await opened.close();
  await database.stop();
});

describe('the schema version', () => {
  it('is distinguished as current, behind, ahead or missing', async () => {
    expect(await readSchemaState(opened.pool)).toBe('current');
    expect(await readSchemaState(opened.pool, [...EXPECTED_MIGRATIONS, '29990101000000_next'])).toBe('behind');
    expect(await readSchemaState(opened.pool, EXPECTED_MIGRATIONS.slice(0, -1))).toBe('ahead');
    await opened.pool.query('ALTER TABLE _prisma_migrations RENAME TO hidden_migrations');
    expect(await readSchemaState(opened.pool)).toBe('missing');
    await opened.pool.query('ALTER TABLE hidden_migrations RENAME TO _prisma_migrations');
  });
});

it('every foreign key has an index, so that deleting a row reads no whole table', async () => {
  // PostgreSQL creates none by itself, and without one a deletion reads the whole referring table.
  const { rows } = await opened.pool.query<{ column: string }>(
    `SELECT f.conrelid::regclass || '.' || a.attname AS column
       FROM pg_constraint f JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
      WHERE f.contype = 'f' AND f.connamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = f.conrelid AND i.indkey[0] = f.conkey[1])`,
  );
  expect(rows).toEqual([]);
});

describe('the constraints of the database refuse', () => {
  it('a username key or e-mail in upper case', async () => {
    await expect(prisma.user.create({ data: { ...newUser('Upper'), usernameKey: 'Upper' } })).rejects.toThrow(
      'lower_case',
    );
    await expect(prisma.user.create({ data: { ...newUser('Upper'), email: 'U@example.com' } })).rejects.toThrow(
      'lower_case',
    );
  });

  it('a raw token where a hash belongs', async () => {
    const user = await prisma.user.create({ data: newUser('tokens') });
    const raw = Buffer.alloc(32, 7).toString('base64url');
    const reset = prisma.passwordReset.create({ data: { userId: user.id, token: raw, expiresAt: new Date() } });
    await expect(reset).rejects.toThrow('is_sha256');
  });
});

describe('timestamps', () => {
  // The embedded database has UTC and nothing else.
  it.skipIf(!onRealPostgres)('are stored correctly on a server with another time zone', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await opened.pool.query(`ALTER DATABASE "${name}" SET timezone TO 'Asia/Kolkata'`);
    const later = openPrisma(database.url);
    const createdAt = new Date('2026-01-15T12:00:00Z');
    await later.prisma.user.create({ data: { ...newUser('Traveller'), createdAt } });
    const { rows } = await later.pool.query(`SELECT created_at FROM users WHERE username = 'Traveller'`);
    expect(rows).toEqual([{ created_at: createdAt }]);
    await later.close();
  });
});

describe('soft delete', () => {
  let live: PrismaOnDatabase;
  beforeAll(async () => {
    live = openPrisma(database.url);
    hideDeleted(live.prisma);
    const user = await prisma.user.create({ data: newUser('Gardener') });
    await prisma.user.create({ data: { ...newUser('Gone'), deletedAt: new Date() } });
    await prisma.upload.create({ data: newUpload(user.id) });
    await prisma.upload.create({ data: { ...newUpload(user.id), deletedAt: new Date() } });
  });
  afterAll(() => live.close());

  it('hides deleted users and uploads from every kind of read', async () => {
    const { user, upload } = live.prisma;
    const gone = { usernameKey: 'gone' };
    expect(await user.findUnique({ where: gone })).toBeNull();
    expect(await user.findFirst({ where: gone })).toBeNull();
    expect(await user.findMany({ where: gone })).toEqual([]);
    expect(await user.count({ where: gone })).toBe(0);
    await expect(user.findUniqueOrThrow({ where: gone })).rejects.toThrow();
    expect(await upload.count()).toBe(1);
    expect((await upload.aggregate({ _sum: { bytes: true } }))._sum.bytes).toBe(1);
  });

  it('hides them in transactions and in relations too', async () => {
    const found = await live.prisma.$transaction((tx) =>
      tx.user.findUnique({ where: { usernameKey: 'gardener' }, include: { uploads: true } }),
    );
    expect(found?.uploads).toHaveLength(1);
    const selected = await live.prisma.user.findMany({
      where: { usernameKey: 'gardener' },
      select: { uploads: { select: { id: true } } },
    });
    expect(selected[0]?.uploads).toHaveLength(1);
    expect(await live.prisma.$transaction((tx) => tx.user.findUnique({ where: { usernameKey: 'gone' } }))).toBeNull();
  });

  it('includes them if the query says so explicitly', async () => {
    const where = { usernameKey: 'gone', ...includingDeleted };
    expect(await live.prisma.user.findUnique({ where })).toMatchObject({ username: 'Gone' });
    expect(await live.prisma.upload.count({ where: { deletedAt: { not: null } } })).toBe(1);
  });

  it('does not affect writes and other models', async () => {
    const restored = await live.prisma.user.update({ where: { usernameKey: 'gone' }, data: { displayName: 'Back' } });
    expect(restored.displayName).toBe('Back');
    expect(await live.prisma.session.findMany()).toEqual([]);
  });
});

describe('transactions', () => {
  const raise = (state: string) => `DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '${state}'; END $$`;

  it.each(['40001', '40P01'])('retry the work after %s, in a new transaction', async (state) => {
    const name = `Retry${state}`;
    let runs = 0;
    await inTransaction(
      prisma,
      async (tx) => {
        await tx.user.create({ data: newUser(name) });
        if (++runs < 3) await tx.$executeRawUnsafe(raise(state));
      },
      limits,
    );
    expect(runs).toBe(3);
    expect(await prisma.user.count({ where: { username: name } })).toBe(1);
  });

  it('give up after the allowed retries, and immediately on any other error', async () => {
    let runs = 0;
    const failing = (state: string) =>
      inTransaction(prisma, (tx) => (runs++, tx.$executeRawUnsafe(raise(state))), { ...limits, retries: 2 });
    await expect(failing('40001')).rejects.toThrow();
    expect(runs).toBe(3);
    await expect(failing('23514')).rejects.toThrow();
    expect(runs).toBe(4);
    await expect(inTransaction(prisma, () => (runs++, Promise.reject(new Error('mine'))), limits)).rejects.toThrow(
      'mine',
    );
    expect(runs).toBe(5);
  });

  it('limit the time of statements and lock waits only within themselves', async () => {
    const settings = `SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock`;
    const inside = await inTransaction(prisma, (tx) => tx.$queryRawUnsafe(settings), {
      statementTimeoutMs: 1234,
      lockTimeoutMs: 567,
    });
    expect(inside).toEqual([{ statement: '1234ms', lock: '567ms' }]);
    expect(await prisma.$queryRawUnsafe(settings)).toEqual([{ statement: '0', lock: '0' }]);
  });

  it('never raise these limits above the configured timeout', () => {
    expect(statementLimits({ timeoutMs: 3000 })).toEqual({ statementTimeoutMs: 2500, lockTimeoutMs: 2000 });
    expect(statementLimits({ timeoutMs: 60_000 })).toEqual({ statementTimeoutMs: 59_500, lockTimeoutMs: 59_000 });
    expect(statementLimits({ timeoutMs: 1000 })).toEqual({ statementTimeoutMs: 500, lockTimeoutMs: 250 });
  });

  // The embedded database runs transactions one after the other, so two of them never conflict there.
  it.skipIf(!onRealPostgres)('complete all of ten concurrent serializable transactions on one row', async () => {
    const { id } = await prisma.user.create({ data: newUser('Contended') });
    const raise = () =>
      inTransaction(
        prisma,
        async (tx) => {
          const { authGeneration } = await tx.user.findUniqueOrThrow({ where: { id } });
          await tx.user.update({ where: { id }, data: { authGeneration: authGeneration + 1 } });
        },
        { ...limits, isolation: 'Serializable', retries: 30 },
      );
    await Promise.all(Array.from({ length: 5 }, raise));
    await Promise.all(Array.from({ length: 5 }, raise));
    expect((await prisma.user.findUniqueOrThrow({ where: { id } })).authGeneration).toBe(10);
  });
});
