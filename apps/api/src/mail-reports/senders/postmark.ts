import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../platform/errors/app-error.ts';
import type { SignedRequest } from '../../platform/http/contract/handle.decorator.ts';
import { type MailReport, MailSender, ReportedAddress, type ReportedMail, reportsAbout } from './mail-sender.ts';
import { readJson } from './signed-json.ts';

/** https://postmarkapp.com/developer/webhooks/bounce-webhook and /spam-complaint-webhook. */
const Told = z.looseObject({
  RecordType: z.string().max(100),
  Type: z.string().max(100).optional(),
  MessageID: z.string().max(200),
  Email: ReportedAddress.optional(),
  BouncedAt: z.iso.datetime({ offset: true }).optional(),
});

/** The mailbox does not exist, as opposed to a full mailbox or an unavailable server. */
const forGood = new Set(['HardBounce', 'BadEmailAddress']);

/** Does not sign: it authenticates by a name and a password in its configured URL, sent as Basic credentials. */
export class PostmarkSender extends MailSender {
  private readonly expected: Buffer;

  constructor({ user, password }: { user: string; password: string }) {
    super();
    this.expected = digest(`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`);
  }

  override read({ text, headers }: SignedRequest): ReportedMail {
    if (!timingSafeEqual(digest(headers.authorization ?? ''), this.expected)) throw new AppError('FORBIDDEN');
    const told = readJson(text, Told);
    return {
      id: `${told.RecordType}:${told.MessageID}:${told.Email ?? ''}`,
      at: new Date(told.BouncedAt ?? 0),
      reports: reportsOf(told),
    };
  }
}

function reportsOf({ RecordType, Type, Email }: z.infer<typeof Told>): MailReport[] {
  if (Email === undefined) return [];
  if (RecordType === 'SpamComplaint') return reportsAbout([Email], 'COMPLAINT');
  return RecordType === 'Bounce' && forGood.has(Type ?? '') ? reportsAbout([Email], 'BOUNCE') : [];
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
