import { pollUntil } from '@pixelboxx/config/testing';
import { readdir } from 'node:fs/promises';
import { CONFIG, type Config } from '../../../src/platform/config/config.ts';
import { readEmail, type StoredEmail } from '../../../src/platform/mail/inbox.ts';
import { outboxDirectory } from '../../../src/platform/mail/outbox-directory.ts';
import type { RunningApp } from '../app.ts';

/** The emails that an app has sent, as their recipients see them. */
export class Mailbox {
  private readonly read = new Map<string, StoredEmail>();

  /** The app need not be running yet. */
  constructor(private readonly app: Pick<RunningApp, 'app' | 'prisma'>) {}

  /** The email with this number, from 0, to this address with a matching subject; waits for it. */
  async email(to: string, subject: RegExp, number = 0): Promise<StoredEmail> {
    return pollUntil(`letter ${number} with ${subject} has come to ${to}`, async () =>
      (await this.emails(to, subject)).at(number),
    );
  }

  /** The token in the link of that email. */
  async token(to: string, subject: RegExp, number = 0): Promise<string> {
    return tokenIn(await this.email(to, subject, number));
  }

  /** The emails so far, the oldest first: their names are ids that sort by time. */
  async emails(to: string, subject = /./): Promise<StoredEmail[]> {
    const directory = outboxDirectory(this.app.app.get<Config>(CONFIG));
    const names = await readdir(directory).catch(() => []);
    for (const id of names.filter((name) => name.endsWith('.eml')).map((name) => name.slice(0, -4))) {
      const email = this.read.has(id) ? null : await readEmail(directory, id);
      if (email) this.read.set(id, email);
    }
    const found = [...this.read.values()].filter((email) => email.to === to && subject.test(email.subject));
    return found.sort((left, right) => (left.id < right.id ? -1 : 1));
  }

  /** Resolves when all queued work is done: an email that has not arrived by then will not arrive. */
  async settled(): Promise<void> {
    await pollUntil('all jobs have ended', async () => {
      const { rows } = await this.app.prisma.pool.query<{ open: number }>(
        `SELECT count(*)::int AS open FROM pgboss.job WHERE state < 'completed' AND start_after <= now()`,
      );
      return rows[0]?.open === 0;
    });
  }
}

export function tokenIn({ text }: Pick<StoredEmail, 'text'>): string {
  const [, token] = /#token=([\w-]+)/.exec(text) ?? [];
  if (token === undefined) throw new Error('There is no link in this letter');
  return token;
}
