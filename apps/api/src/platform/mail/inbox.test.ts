import { NoErrorTracker } from '@pixelboxx/telemetry';
import { join } from 'node:path';
import { Logger as NestLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClockModule } from '../clock/clock.module.ts';
import { ConfigModule } from '../config/config.module.ts';
import type { Config } from '../config/config.ts';
import { DatabaseModule } from '../database/database.module.ts';
import { ErrorFilter } from '../http/server/error.filter.ts';
import { AllowedMethods } from '../http/server/allowed-methods.ts';
import { uuidv7 } from '../identifiers.ts';
import { JobsModule } from '../jobs/jobs.module.ts';
import { FileMailer } from './file-mailer.ts';
import { renderHtml, renderText } from './layout/render.ts';
import { MailModule } from './mail.module.ts';
import { LOGGER, type Logger } from '../observability/logger.ts';
import { ObservabilityModule } from '../observability/observability.module.ts';
import { testConfig } from '../../../test/support/config.ts';

async function startApp(config: Config): Promise<NestFastifyApplication> {
  const modules = [ClockModule, ConfigModule.of(config), DatabaseModule, JobsModule, MailModule.of(config)];
  const root = { module: ObservabilityModule, imports: modules };
  const app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter());
  app.useGlobalFilters(new ErrorFilter(app.get<Logger>(LOGGER), new AllowedMethods(), new NoErrorTracker()));
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

const get = (app: NestFastifyApplication, url: string, host = 'localhost:4000', remoteAddress = '127.0.0.1') =>
  app.inject({ method: 'GET', url, headers: { host }, remoteAddress });

describe('the inbox of a development server', () => {
  const config = testConfig({ NODE_ENV: 'development' });
  const ids = [uuidv7(1_000), uuidv7(2_000)];
  let app: NestFastifyApplication;

  beforeAll(async () => {
    NestLogger.overrideLogger(false);
    app = await startApp(config);
  });
  afterAll(() => app.close());

  it('is empty at first', async () => {
    const page = await get(app, '/dev/inbox');
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('Nothing yet');
  });

  it('lists emails, the newest first, and shows one as HTML and as text', async () => {
    const mailer = new FileMailer({ directory: join(config.dataDir, 'mail'), from: config.mail.from });
    for (const [index, id] of ids.entries()) {
      const subject = `Letter ${index} <b>`;
      const words = { subject, heading: 'Hello', paragraphs: ['Grüße & co'] };
      const email = { ...words, language: 'en', direction: 'ltr' } as const;
      await mailer.send({ id, to: 'alice@example.com', subject, html: renderHtml(email), text: renderText(email) });
    }
    const list = await get(app, '/dev/inbox');
    expect(list.headers['content-type']).toBe('text/html; charset=utf-8');
    expect([...list.body.matchAll(/Letter \d &lt;b&gt;/g)].map(([text]) => text)).toEqual([
      'Letter 1 &lt;b&gt;',
      'Letter 0 &lt;b&gt;',
    ]);
    const shown = await get(app, `/dev/inbox/${ids[0]}`);
    expect(shown.body).toContain('alice@example.com');
    expect(shown.body).toContain('Grüße &amp; co');
  });

  it('allows no scripts or loading in an email, and is not cached', async () => {
    const { body, headers } = await get(app, `/dev/inbox/${ids[0]}`);
    const sandbox = /<iframe[^>]* sandbox="([^"]*)"/.exec(body)?.[1];
    expect(sandbox).toBe('allow-popups allow-popups-to-escape-sandbox');
    expect(headers['content-security-policy']).toMatch(/default-src 'none'/);
    expect(headers['content-security-policy']).not.toMatch(/script-src/);
    expect(headers['cache-control']).toBe('no-store');
  });

  it.each(['no-such-letter', uuidv7(), '..%2f..%2fsecrets.json', '%00'])('has nothing at %s', async (id) => {
    expect((await get(app, `/dev/inbox/${id}`)).statusCode).toBe(404);
  });

  it('accepts only host names of this machine', async () => {
    expect((await get(app, '/dev/inbox', 'evil.example:4000')).statusCode).toBe(404);
    expect((await get(app, '/dev/inbox', '127.0.0.1:4000')).statusCode).toBe(200);
  });

  it.each(['192.168.1.7', '203.0.113.9', '::ffff:10.0.0.1', 'fe80::1'])(
    '[C5] shows nothing to %s, whatever the host name',
    async (ip) => {
      for (const host of ['localhost:4000', '127.0.0.1:4000', '[::1]:4000']) {
        expect((await get(app, '/dev/inbox', host, ip)).statusCode).toBe(404);
        expect((await get(app, `/dev/inbox/${ids[0]}`, host, ip)).statusCode).toBe(404);
      }
    },
  );

  it.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])('is shown to %s', async (ip) => {
    expect((await get(app, '/dev/inbox', 'localhost:4000', ip)).statusCode).toBe(200);
  });

  it('does not exist in tests, in production, or with SMTP', async () => {
    const others = [
      testConfig({ NODE_ENV: 'test' }),
      testConfig({ NODE_ENV: 'production', ALLOW_EMBEDDED: 'true' }),
      testConfig({ NODE_ENV: 'development', SMTP_URL: 'smtp://127.0.0.1:1' }),
    ];
    for (const other of others) {
      const without = await startApp(other);
      expect((await get(without, '/dev/inbox')).statusCode).toBe(404);
      await without.close();
    }
  });
});
