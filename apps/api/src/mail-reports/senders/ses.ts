import { z } from 'zod';
import { AppError } from '../../platform/errors/app-error.ts';
import type { SignedRequest } from '../../platform/http/contract/handle.decorator.ts';
import type { OutgoingHttp } from '../../platform/outgoing-http/outgoing-http.ts';
import { type MailReport, MailSender, ReportedAddress, type ReportedMail, reportsAbout } from './mail-sender.ts';
import { readJson } from './signed-json.ts';
import { type SnsCertificates, snsAddress } from './sns-certificates.ts';
import { isSignedBy, SnsMessage } from './sns-message.ts';

const Recipients = z.array(z.looseObject({ emailAddress: ReportedAddress })).max(50);

/** https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html; events of a configuration set use `eventType`. */
const Told = z.looseObject({
  notificationType: z.string().max(100).optional(),
  eventType: z.string().max(100).optional(),
  bounce: z.looseObject({ bounceType: z.string().max(100), bouncedRecipients: Recipients }).optional(),
  complaint: z
    .looseObject({ complaintFeedbackType: z.string().max(100).nullish(), complainedRecipients: Recipients })
    .optional(),
});

/** Amazon SES, which reports through a topic of Amazon SNS. */
export class SesSender extends MailSender {
  constructor(
    private readonly topic: { readonly topicArn: string; readonly host: string },
    private readonly certificates: SnsCertificates,
    private readonly http: Pick<OutgoingHttp, 'get'>,
  ) {
    super();
  }

  override async read({ text }: SignedRequest): Promise<ReportedMail> {
    const message = readJson(text, SnsMessage);
    // Before anything is fetched: the same key also signs the topics of others.
    if (message.TopicArn !== this.topic.topicArn) throw new AppError('FORBIDDEN');
    const key = await this.certificates.keyAt(message.SigningCertURL);
    if (!isSignedBy(message, key)) throw new AppError('FORBIDDEN');
    if (message.Type === 'SubscriptionConfirmation') await this.confirm(message);
    const isNotification = message.Type === 'Notification';
    return {
      id: message.MessageId,
      at: new Date(message.Timestamp),
      reports: isNotification ? reportsOf(readJson(message.Message, Told)) : [],
    };
  }

  /** SNS sends nothing to a URL that has not confirmed the subscription, by opening the URL that it was sent. */
  private async confirm({ SubscribeURL = '' }: SnsMessage): Promise<void> {
    const url = snsAddress(SubscribeURL, this.topic.host);
    if (!url) throw new AppError('FORBIDDEN');
    try {
      const { status } = await this.http.get({ url, timeoutMs: 5000 });
      if (status !== 200) throw new Error(`The confirmation of the subscription got the status ${status}`);
    } catch (cause) {
      throw new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 30 }, cause });
    }
  }
}

function reportsOf({ notificationType, eventType, bounce, complaint }: z.infer<typeof Told>): MailReport[] {
  const type = notificationType ?? eventType;
  if (type === 'Bounce' && bounce?.bounceType === 'Permanent') {
    return reportsAbout(addressesOf(bounce.bouncedRecipients), 'BOUNCE');
  }
  // `not-spam` means that the reader marked an email as wanted.
  if (type === 'Complaint' && complaint && complaint.complaintFeedbackType !== 'not-spam') {
    return reportsAbout(addressesOf(complaint.complainedRecipients), 'COMPLAINT');
  }
  return [];
}

const addressesOf = (recipients: z.infer<typeof Recipients>): string[] =>
  recipients.map(({ emailAddress }) => emailAddress);
