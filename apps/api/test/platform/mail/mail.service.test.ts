import { NoErrorTracker } from '@pixelboxx/telemetry';
import { SystemClock } from '@pixelboxx/node-kit';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PrismaService } from '../../../src/platform/database/prisma.service.ts';
import { uuidv7 } from '../../../src/platform/identifiers.ts';
import { JobQueue } from '../../../src/platform/jobs/job-queue.ts';
import { MailService } from '../../../src/platform/mail/mail.service.ts';
import { SmtpMailer } from '../../../src/platform/mail/smtp-mailer.ts';
import { testConfig } from '../../support/config.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { eventually } from '../../support/network/local-service.ts';
import { SmtpSink } from './smtp-sink.ts';

const email = {
  subject: 'Confirm your address',
  heading: 'Almost there',
  paragraphs: ['Please confirm.'],
  button: { label: 'Confirm', url: 'https://pixelboxx.example/verify?token=canary-token' },
};

describe('posting a letter', () => {
  let database: TestDatabase;
  let prisma: PrismaService;
  let sink: SmtpSink;
  let jobs: JobQueue;
  let mail: MailService;

  beforeAll(async () => {
    database = await createTestDatabase();
    prisma = new PrismaService(testConfig({ DATABASE_URL: database.url }), pino({ level: 'silent' }));
  });
  afterAll(async () => {
    await prisma.onApplicationShutdown();
    await database.stop();
  });
  beforeEach(async () => {
    sink = await SmtpSink.reserve();
    const config = testConfig({ DATABASE_URL: database.url });
    jobs = new JobQueue(new SystemClock(), config, pino({ level: 'silent' }), new NoErrorTracker());
    const mailer = new SmtpMailer({ url: sink.url, from: 'hello@pixelboxx.example', timeoutMs: 500 });
    mail = new MailService(jobs, mailer);
    mail.onModuleInit();
    await jobs.onApplicationBootstrap();
  });
  afterEach(async () => {
    await jobs.beforeApplicationShutdown();
    await mail.onApplicationShutdown();
    await jobs.onApplicationShutdown();
    await sink.stop();
  });

  it('delivers it soon after the commit', async () => {
    await sink.start();
    await prisma.$transaction((tx) => mail.post(tx, { to: 'alice@example.com', email }));
    await eventually('it arrived', () => sink.received.length === 1);
    expect(sink.received[0]).toMatchObject({ recipients: ['alice@example.com'], mail: { subject: email.subject } });
    expect(sink.received[0]?.mail.text).toContain(email.button.url);
  });

  it('delivers nothing of a transaction that is rolled back', async () => {
    await sink.start();
    const failed = prisma.$transaction(async (tx) => {
      await mail.post(tx, { to: 'alice@example.com', email });
      throw new Error('roll back');
    });
    await expect(failed).rejects.toThrow('roll back');
    await mail.post(null, { to: 'bob@example.com', email });
    await eventually('the next one arrived', () => sink.received.length > 0);
    expect(sink.received.map(({ recipients }) => recipients)).toEqual([['bob@example.com']]);
  });

  it('delivers a letter once, however often it is posted', async () => {
    await sink.start();
    const id = uuidv7();
    await Promise.all([1, 2, 3].map(() => mail.post(null, { id, to: 'alice@example.com', email })));
    await eventually('it arrived', () => sink.received.length > 0);
    await mail.post(null, { id, to: 'alice@example.com', email });
    await mail.post(null, { to: 'bob@example.com', email });
    await eventually('the next one arrived', () =>
      sink.received.some(({ recipients }) => recipients[0] === 'bob@example.com'),
    );
    expect(sink.received).toHaveLength(2);
  });

  it('delivers, once, what was posted while the mail server was down', async () => {
    await mail.post(null, { to: 'alice@example.com', email });
    await eventually('the failure is seen', () => !mail.isUp());
    await sink.start();
    await eventually('it arrived', () => sink.received.length > 0);
    await eventually('the server is known to be back', () => mail.isUp());
    expect(sink.received).toHaveLength(1);
  });

  it('keeps addresses and tokens out of the database', async () => {
    await mail.post(null, { to: 'alice@example.com', email });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ row: string }>(`SELECT job::text AS row FROM pgboss.job`);
    await client.end();
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(({ row }) => row).join('\n')).not.toMatch(/canary-token|alice@example\.com/);
  });

  it('refuses at once what would break a mail’s headers', async () => {
    const post = (to: string, subject = email.subject) => mail.post(null, { to, email: { ...email, subject } });
    await expect(post('victim@example.com\r\nBcc: evil@example.com')).rejects.toThrow(TypeError);
    await expect(post('victim@example.com', 'Hello\r\nBcc: evil@example.com')).rejects.toThrow(TypeError);
  });
});
