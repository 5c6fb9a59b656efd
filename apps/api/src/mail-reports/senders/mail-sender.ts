import { Email } from '@pixelboxx/shared';
import { z } from 'zod';
import type { SignedRequest } from '../../platform/http/contract/handle.decorator.ts';

/** What became of a mail: there is no such mailbox, or its reader called it unwanted. */
export interface MailReport {
  /** As accounts have it: canonical. */
  readonly address: string;
  readonly reason: 'BOUNCE' | 'COMPLAINT';
}

/** An address as senders write it: what it must be like is for `reportsAbout` to know. */
export const ReportedAddress = z.string().max(1024);

/**
 * The same of each address, by the one rule for those of accounts. What is none was never mailed to: it must not keep those
 * beside it from being heard.
 */
export function reportsAbout(addresses: readonly string[], reason: MailReport['reason']): MailReport[] {
  return addresses.flatMap((told) => {
    const { data: address } = Email.safeParse(told);
    return address === undefined ? [] : [{ address, reason }];
  });
}

/** What a sender of our mail told in one request, which is known to come from it. */
export interface ReportedMail {
  /** The sender's name for this message, the same each time it comes. */
  readonly id: string;
  /** When that was which is told. */
  readonly at: Date;
  readonly reports: readonly MailReport[];
}

/** Somebody who sends our mail, and tells what became of it in their own form. */
export abstract class MailSender {
  /**
   * What the request tells, once it is sure who sends it.
   * @throws AppError FORBIDDEN for what is not signed by the sender; VALIDATION_ERROR for what is signed and cannot be
   *   read; SERVICE_UNAVAILABLE when that cannot be told now
   */
  abstract read(request: SignedRequest): ReportedMail | Promise<ReportedMail>;
}
