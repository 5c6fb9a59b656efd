import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import type { Part } from '../one-statement.ts';
import type { SuppressionReason } from '@pixelboxx/shared';
import { uuidv7 } from '../identifiers.ts';
import { defineJob } from '../jobs/job-definition.ts';
import { JobQueue, type JobTransaction } from '../jobs/job-queue.ts';
import { renderHtml, renderText } from './layout/render.ts';
import type { EmailContent } from './layout/email.ts';
import { composeMessage } from './mail-message.ts';
import { deliver } from './mail-delivery.ts';
import { Mailer } from './mailer.ts';
import { SuppressionList } from './suppressions/suppression-list.ts';
import { type Unsubscribing, unsubscribeHeaders } from './unsubscribe.ts';

export interface Post {
  readonly to: string;
  readonly email: EmailContent;
  /** A UUID; an email whose id was posted before is not sent again. */
  readonly id?: string;
  /**
   * Sends even if the address is suppressed for one of these reasons: for an email that its owner has just requested, to
   * show that mail does reach them.
   */
  readonly despite?: readonly SuppressionReason[];
  /** How the reader unsubscribes from emails of this kind. Required for unsolicited emails, and never for those that secure an account. */
  readonly unsubscribe?: Unsubscribing;
}

/** Sealed, since an email contains addresses and tokens. The retries last longer than 24 hours; age, not their number, ends them. */
const sendMail = defineJob({
  name: 'mail.send',
  schema: z.strictObject({
    id: z.string(),
    to: z.string(),
    subject: z.string(),
    html: z.string(),
    text: z.string(),
    headers: z.record(z.string(), z.string()).optional(),
    despite: z.array(z.enum(['BOUNCE', 'COMPLAINT'])).optional(),
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
    private readonly suppressions: SuppressionList,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(sendMail, async ({ despite = [], headers, ...mail }, run) => {
      // Checked last, so that reports since the email was posted count.
      const reason = await this.suppressions.reasonToStay(mail.to);
      if (reason && !despite.includes(reason)) return;
      await deliver(this.mailer, { ...mail, ...(headers && { headers }) }, run);
    });
  }

  /**
   * Returns the email's id. Nothing is sent before `tx` commits, and nothing if it rolls back.
   * @throws TypeError for an address or a text that would break the mail's headers
   */
  async post(tx: JobTransaction | null, post: Post): Promise<string> {
    const mail = compose(post);
    await this.jobs.enqueue(tx, sendMail, mail, { id: mail.id });
    return mail.id;
  }

  /** The same as part of the statement that causes it. @throws TypeError for the same reasons. */
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

function compose({ to, email, id = uuidv7(), despite, unsubscribe }: Post): z.infer<typeof sendMail.schema> {
  const mail = {
    ...{ id, to, subject: email.subject, html: renderHtml(email), text: renderText(email) },
    // Left out if empty: replicas of the previous release refuse unknown fields.
    ...(unsubscribe && { headers: unsubscribeHeaders(unsubscribe) }),
    ...(despite && { despite: [...despite] }),
  };
  // Validated here, where the cause is still known, and not hours later in a job.
  composeMessage(mail, 'check@localhost');
  return mail;
}
