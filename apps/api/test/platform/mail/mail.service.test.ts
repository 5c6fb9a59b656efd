import { pollUntil } from '@pixelboxx/config/testing';
import { NoErrorTracker } from '@pixelboxx/telemetry';
import { SystemClock } from '@pixelboxx/node-kit';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PrismaService } from '../../../src/platform/database/prisma.service.ts';
import { uuidv7 } from '../../../src/platform/identifiers.ts';
import { JobQueue } from '../../../src/platform/jobs/job-queue.ts';
import type { EmailContent } from '../../../src/platform/mail/layout/email.ts';
import { MailService } from '../../../src/platform/mail/mail.service.ts';
import { unsubscribingAt } from '../../../src/platform/mail/unsubscribe.ts';
import { SuppressionList } from '../../../src/platform/mail/suppressions/suppression-list.ts';
import { SmtpMailer } from '../../../src/platform/mail/smtp-mailer.ts';
import { testConfig } from '../../support/config.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { SmtpSink } from './smtp-sink.ts';

const email: EmailContent = {
  language: 'en',
  direction: 'ltr',
  subject: 'Confirm your address',
  heading: 'Almost there',
  paragraphs: ['Please confirm.'],
  button: { label: 'Confirm', fallback: 'Or open:', url: 'https://pixelboxx.example/verify?token=canary-token' },
};

describe('sending an email', () => {
  let database: TestDatabase;
  let prisma: PrismaService;
  let sink: SmtpSink;
  let jobs: JobQueue;
  let mail: MailService;
  let suppressions: SuppressionList;

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
    suppressions = new SuppressionList(prisma, new SystemClock(), config);
    mail = new MailService(jobs, mailer, suppressions);
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
    await pollUntil('it arrived', () => sink.received.length === 1);
    expect(sink.received[0]).toMatchObject({ recipients: ['alice@example.com'], mail: { subject: email.subject } });
    expect(sink.received[0]?.mail.text).toContain(email.button?.url);
  });

  it('delivers nothing if the transaction is rolled back', async () => {
    await sink.start();
    const failed = prisma.$transaction(async (tx) => {
      await mail.post(tx, { to: 'alice@example.com', email });
      throw new Error('roll back');
    });
    await expect(failed).rejects.toThrow('roll back');
    await mail.post(null, { to: 'bob@example.com', email });
    await pollUntil('the next one arrived', () => sink.received.length > 0);
    expect(sink.received.map(({ recipients }) => recipients)).toEqual([['bob@example.com']]);
  });

  it('delivers an email once, even if it is posted several times', async () => {
    await sink.start();
    const id = uuidv7();
    await Promise.all([1, 2, 3].map(() => mail.post(null, { id, to: 'alice@example.com', email })));
    await pollUntil('it arrived', () => sink.received.length > 0);
    await mail.post(null, { id, to: 'alice@example.com', email });
    await mail.post(null, { to: 'bob@example.com', email });
    await pollUntil('the next one arrived', () =>
      sink.received.some(({ recipients }) => recipients[0] === 'bob@example.com'),
    );
    expect(sink.received).toHaveLength(2);
  });

  it('delivers, once, what was posted while the mail server was down', async () => {
    await mail.post(null, { to: 'alice@example.com', email });
    await pollUntil('the failure is seen', () => !mail.isUp());
    await sink.start();
    await pollUntil('it arrived', () => sink.received.length > 0);
    await pollUntil('the server is known to be back', () => mail.isUp());
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

  describe('to a suppressed address', () => {
    const at = new Date('2026-11-23T16:07:00Z');
    const arrived = () => sink.received.flatMap(({ recipients }) => recipients);
    const suppress = (address: string, reason: 'BOUNCE' | 'COMPLAINT') =>
      prisma.$transaction((tx) => suppressions.add(tx, { address, reason, userId: null, at }));

    it('[M5] sends nothing, including emails posted before, in any spelling of the address', async () => {
      await mail.post(null, { to: 'Bounced@example.com', email });
      await pollUntil('the failure is seen', () => !mail.isUp());
      await suppress('bounced@example.com', 'BOUNCE');
      await sink.start();
      await mail.post(null, { to: 'carol@example.com', email });
      await pollUntil('the next one arrived', () => arrived().includes('carol@example.com'));
      await pollUntil('nothing is left to be done', async () => {
        const { rows } = await prisma.pool.query<{ open: number }>(
          `SELECT count(*)::int AS open FROM pgboss.job WHERE name = 'mail.send' AND state < 'completed'`,
        );
        return rows[0]?.open === 0;
      });
      expect(arrived()).toEqual(['carol@example.com']);
    });

    it('sends what its owner has just requested, if that may prove that the reason no longer applies', async () => {
      await sink.start();
      await suppress('dora@example.com', 'BOUNCE');
      await suppress('erin@example.com', 'COMPLAINT');
      await mail.post(null, { to: 'erin@example.com', email, despite: ['BOUNCE'] });
      await mail.post(null, { to: 'dora@example.com', email, despite: ['BOUNCE'] });
      await pollUntil('it arrived', () => arrived().length > 0);
      await mail.post(null, { to: 'erin@example.com', email, despite: ['BOUNCE', 'COMPLAINT'] });
      await pollUntil('the other one arrived', () => arrived().length > 1);
      expect(arrived()).toEqual(['dora@example.com', 'erin@example.com']);
    });

    it('sends again once the suppression is lifted', async () => {
      await sink.start();
      await suppress('fay@example.com', 'COMPLAINT');
      await prisma.$transaction((tx) => suppressions.lift(tx, 'Fay@example.com'));
      await mail.post(null, { to: 'fay@example.com', email });
      await pollUntil('it arrived', () => arrived().includes('fay@example.com'));
    });

    it('[M6] stores no address in clear', async () => {
      await suppress('gertrude.stein@example.com', 'BOUNCE');
      const { rows } = await prisma.pool.query<{ row: string }>(`SELECT s::text AS row FROM mail_suppressions s`);
      const stored = rows.map(({ row }) => row).join('\n');
      expect(stored).toContain('g…@example.com');
      expect(stored).not.toMatch(/gertrude/i);
    });
  });

  describe('with a way to unsubscribe', () => {
    it('has the one-click headers (RFC 8058); emails about the account never have them', async () => {
      await sink.start();
      const unsubscribe = { url: 'https://pixelboxx.example/v1/unsubscribe/abc' };
      await mail.post(null, { to: 'alice@example.com', email, unsubscribe });
      await pollUntil('it arrived', () => sink.received.length === 1);
      const headers = new Map(sink.received[0]?.mail.headers.map(({ key, value }) => [key, value]));
      expect(headers.get('list-unsubscribe')).toBe(`<${unsubscribe.url}>`);
      expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
      await mail.post(null, { to: 'alice@example.com', email });
      await pollUntil('the other one arrived', () => sink.received.length === 2);
      expect(sink.received[1]?.mail.headers.map(({ key }) => key)).not.toContain('list-unsubscribe');
    });

    it('says nothing of it where the site has no https, such as in development', () => {
      expect(unsubscribingAt('https://pixelboxx.example/v1/u')).toEqual({
        unsubscribe: { url: 'https://pixelboxx.example/v1/u' },
      });
      expect(unsubscribingAt('http://localhost:3000/v1/u')).toEqual({});
    });

    it('refuses an unsubscribe address that is not https or contains a line break', async () => {
      for (const url of ['http://pixelboxx.example/', 'mailto:a@example.com', 'nowhere']) {
        await expect(mail.post(null, { to: 'a@example.com', email, unsubscribe: { url } })).rejects.toThrow(TypeError);
      }
    });
  });

  it('immediately refuses texts that would break the headers', async () => {
    const post = (to: string, subject = email.subject) => mail.post(null, { to, email: { ...email, subject } });
    await expect(post('victim@example.com\r\nBcc: evil@example.com')).rejects.toThrow(TypeError);
    await expect(post('victim@example.com', 'Hello\r\nBcc: evil@example.com')).rejects.toThrow(TypeError);
  });
});
