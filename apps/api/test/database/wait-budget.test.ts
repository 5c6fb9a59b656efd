import { TcpProxy } from '@pixelboxx/config/testing';
import fastify, { type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PrismaService } from '../../src/platform/database/prisma.service.ts';
import { registerWaitBudget, withoutWaitBudget } from '../../src/platform/database/pool/wait-budget.ts';
import { toAppError } from '../../src/platform/errors/classify-error.ts';
import { testConfig } from '../support/config.ts';
import { createTestDatabase, type TestDatabase } from '../support/database/database.ts';
import { within } from '../support/time/timing.ts';

let database: TestDatabase;
let tcpProxy: TcpProxy;
let prisma: PrismaService;
let server: FastifyInstance;
let work: () => Promise<unknown> = () => Promise.resolve();

/** A statement takes 0.6 s there and back, may take 1.4 s, and those of a request 3.5 s together. */
const delayMs = 300;
const statements = async (count: number): Promise<void> => {
  for (let at = 0; at < count; at += 1) await prisma.user.count();
};
const request = async (): Promise<string> => (await server.inject('/')).body;

beforeAll(async () => {
  database = await createTestDatabase();
  const through = await TcpProxy.to(database.url);
  ({ tcpProxy } = through);
  const config = testConfig({ DATABASE_URL: through.url, DATABASE_POOL_MAX: '1', DATABASE_TIMEOUT_MS: '1500' });
  prisma = new PrismaService(config, pino({ level: 'silent' }));
  server = fastify();
  registerWaitBudget(server);
  server.get('/', () =>
    work().then(
      () => 'done',
      (error: unknown) => toAppError(error).code,
    ),
  );
});
beforeEach(async () => {
  tcpProxy.flow();
  // The connection is there before it is slow.
  await prisma.user.count();
});
afterAll(async () => {
  await server.close();
  await prisma.onApplicationShutdown();
  await tcpProxy.cut();
  await database.stop();
});

describe('a request that waits for a slow database', () => {
  it('succeeds while its statements are few', async () => {
    work = () => statements(3);
    tcpProxy.slow(delayMs);
    expect(await request()).toBe('done');
  });

  it('ends with SERVICE_UNAVAILABLE once its total waiting time is used up', async () => {
    work = () => statements(12);
    tcpProxy.slow(delayMs);
    expect(await within(5_000, request)).toBe('SERVICE_UNAVAILABLE');
  });

  it('ends even in the middle of a transaction, which is rolled back', async () => {
    const [before, username] = [await prisma.user.count(), 'halfway'];
    const user = { username, usernameKey: username, email: `${username}@example.com`, passwordHash: '-' };
    work = () =>
      prisma.transact(async (tx) => {
        await tx.user.create({ data: user });
        for (let at = 0; at < 12; at += 1) await tx.user.count();
      });
    tcpProxy.slow(delayMs);
    expect(await within(6_000, request)).toBe('SERVICE_UNAVAILABLE');
    tcpProxy.flow();
    expect(await prisma.user.count()).toBe(before);
  });

  it('does not share its budget with the next request', async () => {
    work = () => statements(4);
    tcpProxy.slow(delayMs);
    expect(await request()).toBe('done');
    expect(await request()).toBe('done');
  });
});

it('the wait budget does not limit background work that a request started without waiting for it', async () => {
  const mayGoOn = Promise.withResolvers<void>();
  let left: Promise<void> = Promise.resolve();
  work = async () => {
    left = mayGoOn.promise.then(() => statements(12));
    await statements(3);
  };
  tcpProxy.slow(delayMs);
  expect(await request()).toBe('done');
  mayGoOn.resolve();
  await left;
});

it('the wait budget does not limit work outside of requests or work that outlives its request', async () => {
  tcpProxy.slow(delayMs);
  work = () => withoutWaitBudget(() => statements(7));
  expect(await request()).toBe('done');
  await statements(7);
});
