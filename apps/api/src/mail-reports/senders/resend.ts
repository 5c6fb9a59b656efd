import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '@pixelboxx/node-kit';
import { Webhook as Signer } from 'standardwebhooks';
import { z } from 'zod';
import { AppError } from '../../platform/errors/app-error.ts';
import type { SignedRequest } from '../../platform/http/contract/handle.decorator.ts';
import { type MailReport, MailSender, ReportedAddress, type ReportedMail, reportsAbout } from './mail-sender.ts';
import { readJson } from './signed-json.ts';

/** https://resend.com/docs/dashboard/webhooks/event-types. */
const Told = z.looseObject({
  type: z.string().max(100),
  created_at: z.iso.datetime({ offset: true }),
  data: z.looseObject({
    to: z.array(ReportedAddress).max(50).default([]),
    bounce: z.looseObject({ type: z.string().max(100) }).optional(),
  }),
});

/** How long a signature is valid before and after its time (Standard Webhooks, "Verifying webhook authenticity"). */
const toleranceMs = 5 * 60_000;

/** Signs like the Standard Webhooks, with different header names. */
export class ResendSender extends MailSender {
  private readonly signer: Signer;

  constructor(
    { secret }: { secret: string },
    private readonly clock: Clock,
  ) {
    super();
    this.signer = new Signer(secret);
  }

  override read({ text, headers }: SignedRequest): ReportedMail {
    const [id, timestamp, signatures] = ['svix-id', 'svix-timestamp', 'svix-signature'].map((name) => headers[name]);
    if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') {
      throw new AppError('FORBIDDEN');
    }
    if (!this.isGood(id, timestamp, signatures, text)) throw new AppError('FORBIDDEN');
    const { type, created_at: at, data } = readJson(text, Told);
    const reason = reasonOf(type, data.bounce?.type);
    return { id, at: new Date(at), reports: reason ? reportsAbout(data.to, reason) : [] };
  }

  private isGood(id: string, timestamp: string, signatures: string, text: string): boolean {
    if (!/^\d{1,12}$/.test(timestamp)) return false;
    const at = new Date(Number(timestamp) * 1000);
    if (Math.abs(at.getTime() - this.clock.nowMs()) > toleranceMs) return false;
    const expected = Buffer.from(this.signer.sign(id, at, text));
    return signatures.split(' ').some((signature) => {
      const given = Buffer.from(signature);
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
  }
}

function reasonOf(type: string, bounceType: string | undefined): MailReport['reason'] | null {
  if (type === 'email.complained') return 'COMPLAINT';
  return type === 'email.bounced' && bounceType === 'Permanent' ? 'BOUNCE' : null;
}
