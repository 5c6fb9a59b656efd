import { sign } from 'node:crypto';
import { randomUUID } from 'node:crypto';
import { signedTextOf, type SnsMessage } from '../../src/mail-reports/senders/sns-message.ts';
import type { Signing } from './certificate.ts';

export const topicArn = 'arn:aws:sns:eu-central-1:123456789012:mail';
export const host = 'sns.eu-central-1.amazonaws.com';
export const certificateUrl = `https://${host}/SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem`;

/** A message of the topic, signed by version 2 over the fields as they are after `changes`. */
export function signedMessage(signing: Signing, at: Date, changes: Partial<SnsMessage> = {}): SnsMessage {
  const message: SnsMessage = {
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: topicArn,
    Message: '{}',
    Timestamp: at.toISOString(),
    SignatureVersion: '2',
    SigningCertURL: certificateUrl,
    ...changes,
    Signature: '',
  };
  const signature = sign('RSA-SHA256', Buffer.from(signedTextOf(message)), signing.privateKey);
  return { ...message, Signature: signature.toString('base64') };
}

/** What SES tells of an address that does not exist. */
export const bounceOf = (address: string, bounceType = 'Permanent'): string =>
  JSON.stringify({
    notificationType: 'Bounce',
    bounce: { bounceType, bounceSubType: 'General', bouncedRecipients: [{ emailAddress: address }], feedbackId: 'f' },
    mail: { messageId: 'm' },
  });

export const complaintOf = (address: string, complaintFeedbackType = 'abuse'): string =>
  JSON.stringify({
    eventType: 'Complaint',
    complaint: { complaintFeedbackType, complainedRecipients: [{ emailAddress: address }], feedbackId: 'f' },
  });
