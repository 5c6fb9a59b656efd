import { vi } from 'vitest';
import type { JobRun } from '../../../src/platform/jobs/job-definition.ts';
import { JobQueue } from '../../../src/platform/jobs/job-queue.ts';

/** An email with a link, as its reader sees it. */
export interface LinkEmail {
  readonly to: string;
  readonly text: string;
  /** Of the page that the link opens, such as `/not-me`. */
  readonly path: string;
  readonly token: string;
  /** The digits of a code for signing in, in an email that has some. */
  readonly code: string | null;
}

type Handler = (data: object, run: JobRun) => Promise<void>;

/**
 * Takes the place of the job queue's rows: an email is delivered as it is posted, and a "forgot password" runs before its
 * response. Everything else about jobs is switched off. Begin before the api starts, which registers its handlers.
 */
export class PostOffice {
  private readonly handlers = new Map<string, Handler>();
  private readonly emails: LinkEmail[] = [];

  constructor() {
    const { handlers } = this;
    vi.spyOn(JobQueue.prototype, 'handle').mockImplementation((job, handler) => {
      handlers.set(job.name, handler);
    });
    vi.spyOn(JobQueue.prototype, 'enqueue').mockImplementation(async (_tx, { name }, data) => {
      if (name === 'mail.send') this.deliver(data as { to: string; text: string });
      if (name === 'auth.forgot-password' || name === 'auth.email-code')
        await this.handlers.get(name)?.(data, firstRun());
      return null;
    });
  }

  /** Those to one of these mailboxes that speak of this account, the oldest first. */
  emailsTo(mailboxes: readonly string[], username: string): LinkEmail[] {
    return this.emails.filter(({ to, text }) => mailboxes.includes(to) && text.includes(username));
  }

  /** A sequence is over: its emails are read by nobody any more. */
  forget(mailboxes: readonly string[]): void {
    const kept = this.emails.filter(({ to }) => !mailboxes.includes(to));
    this.emails.splice(0, this.emails.length, ...kept);
  }

  private deliver({ to, text }: { to: string; text: string }): void {
    const code = /\b(\d{4}) (\d{4})\b/.exec(text)?.slice(1).join('') ?? null;
    for (const [, path = '', token = ''] of text.matchAll(/(\/[a-z-]+)#token=([\w-]+)/g)) {
      this.emails.push({ to, text, path, token, code });
    }
  }
}

function firstRun(): JobRun {
  const now = new Date();
  const { signal } = new AbortController();
  return {
    id: '0197a2d0-0000-7000-8000-000000000003',
    attempt: 1,
    isLastAttempt: true,
    createdAt: now,
    startedAt: now,
    signal,
  };
}
