import type { Clock } from '@pixelboxx/node-kit';
import type { MailReportsConfig } from '../../platform/config/mail-reports-config.ts';
import { OutgoingHttp } from '../../platform/outgoing-http/outgoing-http.ts';
import type { MailSender } from './mail-sender.ts';
import { PostmarkSender } from './postmark.ts';
import { ResendSender } from './resend.ts';
import { SesSender } from './ses.ts';
import { SnsCertificates, snsHostOf } from './sns-certificates.ts';

/** The configured provider of delivery reports; null if there is none. */
export function createSender(config: MailReportsConfig | null, clock: Clock): MailSender | null {
  if (!config) return null;
  if (config.sender === 'postmark') return new PostmarkSender(config);
  if (config.sender === 'resend') return new ResendSender(config, clock);
  const http = new OutgoingHttp('public');
  const host = snsHostOf(config);
  return new SesSender({ topicArn: config.topicArn, host }, new SnsCertificates(http, host, clock), http);
}
