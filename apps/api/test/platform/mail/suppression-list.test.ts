import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PrismaService } from '../../../src/platform/database/prisma.service.ts';
import { SuppressionList } from '../../../src/platform/mail/suppressions/suppression-list.ts';
import { testConfig } from '../../support/config.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { ManualClock } from '../../support/time/manual-clock.ts';

const startMs = Date.parse('2026-03-01T12:00:00Z');

let database: TestDatabase;
let prisma: PrismaService;
beforeAll(async () => {
  database = await createTestDatabase();
  prisma = new PrismaService(testConfig({ DATABASE_URL: database.url }), pino({ level: 'silent' }));
});
afterAll(async () => {
  await prisma.onApplicationShutdown();
  await database.stop();
});

it('is read again when the clock was set back: an empty list is believed for seconds, not until it has caught up', async () => {
  const clock = new ManualClock(startMs);
  const config = testConfig();
  const [here, elsewhere] = [new SuppressionList(prisma, clock, config), new SuppressionList(prisma, clock, config)];
  const address = 'gone@example.com';
  expect(await here.reasonToStay(address)).toBeNull();
  const bounced = { address, reason: 'BOUNCE', userId: null, at: clock.now() } as const;
  await prisma.$transaction((tx) => elsewhere.add(tx, bounced));
  expect(await here.reasonToStay(address)).toBeNull();
  clock.set(startMs - 3_600_000);
  expect(await here.reasonToStay(address)).toBe('BOUNCE');
});
