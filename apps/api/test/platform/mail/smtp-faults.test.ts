import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { PermanentJobError } from '../../../src/platform/jobs/job-definition.ts';
import { uuidv7 } from '../../../src/platform/identifiers.ts';
import { deliver } from '../../../src/platform/mail/mail-delivery.ts';
import { MailDeliveryError } from '../../../src/platform/mail/mailer.ts';
import { SmtpMailer } from '../../../src/platform/mail/smtp-mailer.ts';
import { within } from '../../support/time/timing.ts';
import { SmtpSink } from './smtp-sink.ts';

const from = 'hello@pixelboxx.example';
const newMail = () => ({
  id: uuidv7(),
  to: 'alice@example.com',
  subject: 'Hello',
  html: '<p>Hello</p>',
  text: 'Hello\n',
});

describe('a misbehaving mail server', () => {
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  });

  function mailerFor(url: string, { timeoutMs = 10_000 } = {}): SmtpMailer {
    const mailer = new SmtpMailer({ url, from, timeoutMs });
    cleanups.push(() => mailer.close());
    return mailer;
  }

  async function sink(): Promise<SmtpSink> {
    const server = await SmtpSink.reserve();
    cleanups.push(() => server.stop());
    return server;
  }

  /** Accepts connections and, after `greeting`, never says another word. */
  async function mute(greeting = ''): Promise<string> {
    const sockets = new Set<Socket>();
    const server: Server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      if (greeting) socket.write(greeting);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    const address = server.address();
    return `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  }

  async function failureOf(work: Promise<void>): Promise<MailDeliveryError> {
    const error: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof MailDeliveryError)) throw new Error('expected a MailDeliveryError');
    return error;
  }

  it('fails immediately while it is down, and is used again when it is back', async () => {
    const server = await sink();
    const mailer = mailerFor(server.url);
    expect((await failureOf(mailer.send(newMail()))).isRefusal).toBe(false);
    expect(mailer.isUp()).toBe(false);
    await server.start();
    await mailer.send(newMail());
    expect(mailer.isUp()).toBe(true);
    await server.stop();
    expect((await failureOf(mailer.send(newMail()))).isRefusal).toBe(false);
    await server.start();
    await mailer.send(newMail());
    expect(server.received).toHaveLength(2);
  });

  it.each([
    ['before its greeting', ''],
    ['after its greeting', '220 hello\r\n'],
  ])('is given up within the timeout when it hangs %s', async (_, greeting) => {
    const mailer = mailerFor(await mute(greeting), { timeoutMs: 200 });
    const failure = await within(1_500, () => failureOf(mailer.send(newMail())));
    expect(failure.isRefusal).toBe(false);
  });

  it('is distinguished from one that refuses; its texts about users are not logged', async () => {
    const server = await sink();
    await server.start();
    const mailer = mailerFor(server.url);
    server.refusal = { code: 550, text: 'No such user alice@example.com' };
    const refused = await failureOf(mailer.send(newMail()));
    expect(refused.isRefusal).toBe(true);
    expect(refused.message).toContain('550');
    expect(refused.message).not.toContain('alice');
    expect(mailer.isUp()).toBe(true);
    server.refusal = { code: 451, text: 'Come back later' };
    expect((await failureOf(mailer.send(newMail()))).isRefusal).toBe(false);
  });

  it('is not retried after its sixth refusal, but retried for a day while unavailable', async () => {
    const server = await sink();
    await server.start();
    const mailer = mailerFor(server.url);
    const signal = new AbortController().signal;
    server.refusal = { code: 550, text: 'no' };
    const startedAt = new Date();
    const run = { createdAt: startedAt, startedAt, signal };
    await expect(deliver(mailer, newMail(), { ...run, attempt: 5 })).rejects.toThrow(MailDeliveryError);
    await expect(deliver(mailer, newMail(), { ...run, attempt: 6 })).rejects.toThrow(PermanentJobError);
    server.refusal = { code: 451, text: 'later' };
    const hoursAgo = (hours: number) => new Date(startedAt.getTime() - hours * 3_600_000);
    const after = (hours: number) => deliver(mailer, newMail(), { ...run, attempt: 100, createdAt: hoursAgo(hours) });
    await expect(after(23)).rejects.toThrow(MailDeliveryError);
    await expect(after(25)).rejects.toThrow(PermanentJobError);
  });

  it('never gets a password in clear, unless it is on this machine', async () => {
    const heard: string[] = [];
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => {
        heard.push(chunk.toString());
        socket.write(chunk.toString().startsWith('EHLO') ? '250-hello\r\n250 AUTH PLAIN\r\n' : '502 no\r\n');
      });
      socket.write('220 hello\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    cleanups.push(() => new Promise((resolve) => server.close(() => resolve())));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    // 127.0.0.2 is this machine too, but not by a name that says so.
    const mailer = mailerFor(`smtp://user:secret@127.0.0.2:${port}`);
    await failureOf(mailer.send(newMail()));
    expect(heard.join('')).toContain('STARTTLS');
    expect(heard.join('')).not.toContain('AUTH');
  });
});
