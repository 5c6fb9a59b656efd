import { pollUntil, TcpProxy } from '@pixelboxx/config/testing';
import { pino } from 'pino';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PrismaService } from '../../src/platform/database/prisma.service.ts';
import { toAppError } from '../../src/platform/errors/classify-error.ts';
import { testConfig } from '../support/config.ts';
import { createTestDatabase, type TestDatabase } from '../support/database/database.ts';
import { newUser } from '../support/database/prisma.ts';

let database: TestDatabase;
let tcpProxy: TcpProxy;
let prisma: PrismaService;
let witness: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  const through = await TcpProxy.to(database.url);
  ({ tcpProxy } = through);
  const config = testConfig({ DATABASE_URL: through.url, DATABASE_POOL_MAX: '1', DATABASE_TIMEOUT_MS: '1000' });
  prisma = new PrismaService(config, pino({ level: 'silent' }));
  witness = new pg.Client({ connectionString: database.url });
  await witness.connect();
});
afterAll(async () => {
  await witness.end();
  await prisma.onApplicationShutdown();
  await tcpProxy.cut();
  await database.stop();
});

const isStored = async (username: string): Promise<boolean> => {
  const { rowCount } = await witness.query('SELECT 1 FROM users WHERE username = $1', [username]);
  return rowCount === 1;
};

it('after the database hung in the middle of a transaction, later writes are not lost', async () => {
  const hung = prisma.transact(async (tx) => {
    await tx.user.create({ data: newUser('meanwhile') });
    tcpProxy.stall();
    await tx.user.create({ data: newUser('never') });
  });
  const failure: unknown = await hung.then(
    () => 'nothing',
    (error: unknown) => error,
  );
  expect(toAppError(failure).code).toBe('SERVICE_UNAVAILABLE');
  tcpProxy.flow();
  await pollUntil('it writes again', () => prisma.user.create({ data: newUser('after') }).then(Boolean, () => false));
  expect(await isStored('after')).toBe(true);
  expect(await isStored('meanwhile')).toBe(false);
  expect(await isStored('never')).toBe(false);
});
