import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import type { Part } from '../one-statement.ts';
import { uuidv7 } from '../identifiers.ts';
import { defineJob } from '../jobs/job-definition.ts';
import { JobQueue, type JobTransaction } from '../jobs/job-queue.ts';
import { renderHtml, renderText } from './layout.ts';
import type { EmailContent } from './email.ts';
import { composeMessage } from './mail-message.ts';
import { deliver } from './mail-delivery.ts';
import { Mailer } from './mailer.ts';

export interface Post {
  readonly to: string;
  readonly email: EmailContent;
  /** A UUID; an email with an id that was posted before is not sent again. */
  readonly id?: string;
}

/** Sealed, since an email carries addresses and tokens. The retries reach past 24 hours; age, not their number, ends them. */
const sendMail = defineJob({
  name: 'mail.send',
  schema: z.strictObject({
    id: z.string(),
    to: z.string(),
    subject: z.string(),
    html: z.string(),
    text: z.string(),
  }),
  retry: { limit: 220, delaySeconds: 2, maxDelaySeconds: 900 },
  timeoutSeconds: 90,
  concurrency: 3,
  isSealed: true,
});

/** Posts emails: written as a job in the transaction that causes them, delivered soon after, retried for 24 hours. */
@Injectable()
export class MailService implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly jobs: JobQueue,
    private readonly mailer: Mailer,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(sendMail, (mail, run) => deliver(this.mailer, mail, run));
  }

  /**
   * Returns the email's id. Nothing leaves before `tx` commits, and nothing if it does not.
   * @throws TypeError for an address or a text that would break the mail's headers
   */
  async post(tx: JobTransaction | null, post: Post): Promise<string> {
    const mail = compose(post);
    await this.jobs.enqueue(tx, sendMail, mail, { id: mail.id });
    return mail.id;
  }

  /** The same as a part of the statement that causes it. @throws TypeError, likewise. */
  part(post: Post): Promise<Part> {
    const mail = compose(post);
    return this.jobs.part(sendMail, mail, { id: mail.id });
  }

  isUp(): boolean {
    return this.mailer.isUp();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.mailer.close();
  }
}

function compose({ to, email, id = uuidv7() }: Post): z.infer<typeof sendMail.schema> {
  const mail = { id, to, subject: email.subject, html: renderHtml(email), text: renderText(email) };
  // Refused here, where its cause can still be told, and not hours later in a job.
  composeMessage(mail, 'check@localhost');
  return mail;
}
