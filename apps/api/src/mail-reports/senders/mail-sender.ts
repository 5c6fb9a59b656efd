import { Email } from '@pixelboxx/shared';
import { z } from 'zod';
import type { SignedRequest } from '../../platform/http/contract/handle.decorator.ts';

/** What happened to a mail: the mailbox does not exist, or its reader complained. */
export interface MailReport {
  /** Canonical, like the addresses of accounts. */
  readonly address: string;
  readonly reason: 'BOUNCE' | 'COMPLAINT';
}

/** An address as senders write it; `reportsAbout` validates it. */
export const ReportedAddress = z.string().max(1024);

/**
 * One report per valid address, by the same rule as for accounts. Invalid addresses are skipped: we never mailed to
 * them, and they must not discard the others.
 */
export function reportsAbout(addresses: readonly string[], reason: MailReport['reason']): MailReport[] {
  return addresses.flatMap((told) => {
    const { data: address } = Email.safeParse(told);
    return address === undefined ? [] : [{ address, reason }];
  });
}

/** The contents of one verified request from a mail sender. */
export interface ReportedMail {
  /** The sender's id of this message, the same each time it arrives. */
  readonly id: string;
  /** When the reported event happened. */
  readonly at: Date;
  readonly reports: readonly MailReport[];
}

/** A provider that sends our mail, and reports about it in its own format. */
export abstract class MailSender {
  /**
   * Verifies the sender of a request and reads its reports.
   * @throws AppError FORBIDDEN if it is not signed by the sender; VALIDATION_ERROR if it is signed but cannot be read;
   * SERVICE_UNAVAILABLE if it cannot be verified now
   */
  abstract read(request: SignedRequest): ReportedMail | Promise<ReportedMail>;
}
