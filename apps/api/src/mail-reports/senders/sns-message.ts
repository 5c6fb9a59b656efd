import { type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';

const text = z.string().max(65_536);

/** The body that Amazon SNS posts (https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html). */
export const SnsMessage = z.looseObject({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: text,
  TopicArn: text,
  Subject: text.nullish(),
  Message: text,
  Timestamp: z.iso.datetime(),
  SignatureVersion: z.string().max(10),
  Signature: text,
  SigningCertURL: text,
  SubscribeURL: text.optional(),
  Token: text.optional(),
});
export type SnsMessage = z.infer<typeof SnsMessage>;

const signedFields = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const;

/** The signed text (sns-verify-signature-of-message.html): name and value of each field, each on its own line. */
export function signedTextOf(message: SnsMessage): string {
  return signedFields[message.Type]
    .flatMap((name) => {
      const value = message[name];
      return value === undefined || value === null ? [] : [`${name}\n${value}\n`];
    })
    .join('');
}

/** Version 2, RSA with SHA-256. Version 1 is SHA-1, for which texts with the same digest can be forged. */
export function isSignedBy(message: SnsMessage, key: KeyObject): boolean {
  if (message.SignatureVersion !== '2') return false;
  return verify('RSA-SHA256', Buffer.from(signedTextOf(message)), key, Buffer.from(message.Signature, 'base64'));
}
