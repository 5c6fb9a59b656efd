import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeMessage } from './mail-message.ts';
import { MailDeliveryError, Mailer, type OutgoingMail } from './mailer.ts';

const fileName = /^[0-9a-f-]{36}$/;

/**
 * The embedded outbox: one RFC 5322 file per email, `<id>.eml`, which any mail program opens. Sending an email
 * again replaces its file. Only the owner can read the files: emails contain tokens.
 */
export class FileMailer extends Mailer {
  private transport: ReturnType<typeof createStreamTransport> | undefined;
  private readonly directory: string;
  private readonly from: string;
  private isWritable = true;

  constructor({ directory, from }: { directory: string; from: string }) {
    super();
    this.directory = directory;
    this.from = from;
  }

  override async send(mail: OutgoingMail): Promise<void> {
    if (!fileName.test(mail.id)) throw new TypeError('The id of a mail must be a UUID');
    this.transport ??= createStreamTransport();
    const { message } = await (await this.transport).sendMail(composeMessage(mail, this.from));
    try {
      const path = join(this.directory, `${mail.id}.eml`);
      // Renaming makes the email appear complete or not at all.
      await this.write(`${path}.part`, message as Buffer);
      await rename(`${path}.part`, path);
      this.isWritable = true;
    } catch (error) {
      this.isWritable = false;
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      throw new MailDeliveryError(`the outbox cannot be written (${code})`, false);
    }
  }

  /** Creates the directory if it is missing. */
  private async write(path: string, message: Buffer): Promise<void> {
    try {
      await writeFile(path, message, { mode: 0o600 });
    } catch (error) {
      if (!isMissing(error)) throw error;
      await mkdir(this.directory, { recursive: true, mode: 0o700 });
      await writeFile(path, message, { mode: 0o600 });
    }
  }

  override isUp(): boolean {
    return this.isWritable;
  }

  override async close(): Promise<void> {}
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Loaded with the first email, so that it does not delay the start. */
async function createStreamTransport() {
  const { createTransport } = await import('nodemailer');
  return createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
}
