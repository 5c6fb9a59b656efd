import fc from 'fast-check';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../identifiers.ts';
import { FileMailer } from './file-mailer.ts';
import type { Mailer, OutgoingMail } from './mailer.ts';
import { SmtpMailer } from './smtp-mailer.ts';
import { anyAddress } from '../../../test/emails/any-address.ts';
import { SmtpSink } from '../../../test/platform/mail/smtp-sink.ts';

const from = 'Pixelboxx <hello@pixelboxx.example>';
const mailTo = (to: string, rest: Partial<OutgoingMail> = {}): OutgoingMail => ({
  id: uuidv7(),
  to,
  subject: 'Grüße aus dem Kasten 📬',
  html: '<p>Hello <b>there</b>, 100 % of you</p>',
  text: `Hello there\n${'a long line '.repeat(20)}\nhttps://pixelboxx.example/verify?token=${'x'.repeat(60)}\n`,
  ...rest,
});

interface Outbox {
  mailer: Mailer;
  raw: () => Buffer[];
  close: () => Promise<void>;
}

function openFiles(): Promise<Outbox> {
  const directory = join(mkdtempSync(join(tmpdir(), 'pixelboxx-mail-')), 'mail');
  const files = () => readdirSync(directory).toSorted();
  return Promise.resolve({
    mailer: new FileMailer({ directory, from }),
    raw: () => files().map((name) => readFileSync(join(directory, name))),
    close: () => rm(directory, { recursive: true }),
  });
}

async function openSmtp(): Promise<Outbox> {
  const sink = await SmtpSink.reserve();
  await sink.start();
  const mailer = new SmtpMailer({ url: sink.url, from });
  return { mailer, raw: () => sink.received.map(({ raw }) => raw), close: () => sink.stop() };
}

describe.each([
  ['into files', openFiles],
  ['by SMTP', openSmtp],
])('a mailer %s', (_, open) => {
  let outbox: Outbox;
  const mailer = () => outbox.mailer;

  beforeAll(async () => {
    outbox = await open();
  });
  afterAll(async () => {
    await outbox.mailer.close();
    await outbox.close();
  });

  const last = () => outbox.raw().at(-1) ?? Buffer.alloc(0);

  it('delivers text and HTML of an email unchanged, to its one recipient', async () => {
    const mail = mailTo('alice@example.com');
    await mailer().send(mail);
    const read = await PostalMime.parse(last());
    expect(read).toMatchObject({
      subject: mail.subject,
      from: { name: 'Pixelboxx', address: 'hello@pixelboxx.example' },
      to: [{ address: 'alice@example.com' }],
      messageId: `<${mail.id}@pixelboxx.example>`,
    });
    expect(read.html?.trim()).toBe(mail.html);
    expect(read.text?.trim()).toBe(mail.text.trim());
    expect(mailer().isUp()).toBe(true);
  });

  it('follows RFC 5322: line ends, short ASCII lines, date, and an auto-generated mark', async () => {
    await mailer().send(mailTo('alice@example.com'));
    const raw = last().toString('latin1');
    const lines = raw.split('\r\n');
    expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(lines.every((line) => line.length <= 998)).toBe(true);
    expect(/^[\t -~\r\n]*$/.test(raw)).toBe(true);
    const headers = raw.slice(0, raw.indexOf('\r\n\r\n'));
    for (const header of [/^From: /m, /^To: /m, /^Date: /m, /^Message-ID: /m, /^MIME-Version: 1\.0/m]) {
      expect(headers).toMatch(header);
    }
    expect(headers).toMatch(/^Auto-Submitted: auto-generated/m);
  });

  it('delivers to every address that an account may have, and to nobody else', async () => {
    await fc.assert(
      fc.asyncProperty(anyAddress, async (to) => {
        await mailer().send(mailTo(to));
        expect((await PostalMime.parse(last())).to).toEqual([{ name: '', address: to }]);
      }),
      { seed: 20_261_130, numRuns: 30 },
    );
  });

  it('carries further headers', async () => {
    await mailer().send(mailTo('alice@example.com', { headers: { 'X-Category': 'security' } }));
    expect(last().toString()).toMatch(/^X-Category: security\r$/m);
  });

  it.each([
    ['a line break in the subject', { subject: 'Hello\r\nBcc: evil@example.com' }],
    ['a bare line feed in the subject', { subject: 'Hello\nBcc: evil@example.com' }],
    ['a line break in the recipient', { to: 'alice@example.com\r\nBcc: evil@example.com' }],
    ['a line break after the recipient', { to: 'alice@example.com\r\n' }],
    ['a recipient whose letters only look like ASCII', { to: 'ali\u212Ae@example.com' }],
    ['two recipients', { to: 'alice@example.com, evil@example.com' }],
    ['a recipient with a name', { to: 'Alice <alice@example.com>' }],
    ['a line break in a header', { headers: { 'X-Category': 'a\r\nBcc: evil@example.com' } }],
    ['a header name that is none', { headers: { 'X: y\r\nBcc': 'evil@example.com' } }],
    ['NUL in the subject', { subject: 'a\u0000b' }],
  ])('refuses %s', async (_name, fault) => {
    const before = outbox.raw().length;
    await expect(mailer().send(mailTo('alice@example.com', fault))).rejects.toThrow(TypeError);
    await expect(mailer().send(mailTo('alice@example.com', fault))).rejects.not.toThrow(/evil/);
    expect(outbox.raw()).toHaveLength(before);
  });
});

describe('the outbox of files', () => {
  it('keeps one file per email, even if sent repeatedly, readable only by its owner', async () => {
    const directory = join(mkdtempSync(join(tmpdir(), 'pixelboxx-mail-')), 'deep', 'mail');
    const mailer = new FileMailer({ directory, from });
    const mail = mailTo('alice@example.com');
    await Promise.all([mailer.send(mail), mailer.send(mailTo('bob@example.com'))]);
    await mailer.send(mail);
    expect(readdirSync(directory)).toHaveLength(2);
    expect(statSync(join(directory, `${mail.id}.eml`)).mode & 0o077).toBe(0);
    expect(statSync(directory).mode & 0o077).toBe(0);
    rmSync(directory, { recursive: true });
  });

  it('refuses an id that would leave the folder', async () => {
    const mailer = new FileMailer({ directory: tmpdir(), from });
    await expect(mailer.send(mailTo('alice@example.com', { id: '../../etc/passwd' }))).rejects.toThrow(TypeError);
  });

  it('reports that it cannot be written', async () => {
    const mailer = new FileMailer({ directory: join(import.meta.filename, 'not-a-folder'), from });
    await expect(mailer.send(mailTo('alice@example.com'))).rejects.toThrow('cannot be written');
    expect(mailer.isUp()).toBe(false);
  });
});

it('the file mailer creates its directory again if it was removed', async () => {
  const directory = join(mkdtempSync(join(tmpdir(), 'pixelboxx-mail-')), 'mail');
  const mailer = new FileMailer({ directory, from });
  for (let round = 0; round < 2; round += 1) {
    const mail = mailTo('alice@example.com');
    await mailer.send(mail);
    expect(readdirSync(directory)).toEqual([`${mail.id}.eml`]);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    rmSync(directory, { recursive: true });
  }
});
