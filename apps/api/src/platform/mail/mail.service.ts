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
  /** A UUID; an email with an id that was posted before is not sent again. */
  readonly id?: string;
  /**
   * Leaves although the address is suppressed for one of these reasons: for an email that its owner has just asked for, to
   * show that mail does reach them.
   */
  readonly despite?: readonly SuppressionReason[];
  /** How the reader ends emails of this kind. Due for whatever nobody asked for, and never for what secures an account. */
  readonly unsubscribe?: Unsubscribing;
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
      // At the last moment: what was reported since it was posted counts.
      const reason = await this.suppressions.reasonToStay(mail.to);
      if (reason && !despite.includes(reason)) return;
      await deliver(this.mailer, { ...mail, ...(headers && { headers }) }, run);
    });
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

function compose({ to, email, id = uuidv7(), despite, unsubscribe }: Post): z.infer<typeof sendMail.schema> {
  const mail = {
    ...{ id, to, subject: email.subject, html: renderHtml(email), text: renderText(email) },
    // Absent where they say nothing: replicas of the release before take no fields that they do not know.
    ...(unsubscribe && { headers: unsubscribeHeaders(unsubscribe) }),
    ...(despite && { despite: [...despite] }),
  };
  // Refused here, where its cause can still be told, and not hours later in a job.
  composeMessage(mail, 'check@localhost');
  return mail;
}
