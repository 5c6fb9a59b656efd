import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { MailSuppression, Prisma, SuppressionReason } from '../../../generated/prisma/client.ts';
import type { Config } from '../../config/config.ts';
import { InjectConfig } from '../../config/config.module.ts';
import { PrismaService } from '../../database/prisma.service.ts';
import { uuidv7 } from '../../identifiers.ts';
import { AddressKeys, maskAddress } from './address-keys.ts';

/** An address that a sender of our mail has reported. */
export interface Suppressed {
  readonly address: string;
  readonly reason: SuppressionReason;
  /** The account with this address, if any. */
  readonly userId: string | null;
  readonly at: Date;
}

/** How long an empty list is not read again, unless this replica adds an entry. */
const emptyMs = 5_000;

/** Addresses that get no more mail. They are not stored: only somebody who knows an address can find its entry. */
@Injectable()
export class SuppressionList {
  private readonly keys: AddressKeys;
  /** When it was last found empty. */
  private emptyAtMs = -Infinity;

  constructor(
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
    @InjectConfig() config: Config,
  ) {
    this.keys = new AddressKeys(config.secrets.dataEncryption);
  }

  /** Why the address gets no mail; null if it does. */
  find(
    address: string,
    db: Pick<Prisma.TransactionClient, 'mailSuppression'> = this.prisma,
  ): Promise<MailSuppression | null> {
    return db.mailSuppression.findFirst({ where: this.whereOf(address) });
  }

  /**
   * Why an email that is about to be sent must not be; null if it may. An empty list is cached for five seconds, so that
   * mail needs no extra statement in an installation without bounces.
   */
  async reasonToStay(address: string): Promise<SuppressionReason | null> {
    if (this.clock.isWithin(emptyMs, this.emptyAtMs)) return null;
    const { rows } = await this.prisma.pool.query<{ reason: SuppressionReason | null; isEmpty: boolean }>(
      `SELECT s.reason, NOT EXISTS (SELECT FROM mail_suppressions) AS "isEmpty"
         FROM (SELECT) AS always LEFT JOIN mail_suppressions s ON s.address_key = ANY ($1) LIMIT 1`,
      [this.keys.of(address)],
    );
    if (rows[0]?.isEmpty) this.emptyAtMs = this.clock.nowMs();
    return rows[0]?.reason ?? null;
  }

  /** A complaint outweighs a bounce, and repeated reports are one row. */
  async add(tx: Prisma.TransactionClient, { address, reason, userId, at }: Suppressed): Promise<void> {
    this.emptyAtMs = -Infinity;
    const known = await this.find(address, tx);
    const [addressKey] = known ? [known.addressKey] : this.keys.of(address);
    await tx.$executeRaw`
      INSERT INTO mail_suppressions (id, address_key, masked, reason, last_reported_at, user_id)
      VALUES (${uuidv7()}::uuid, ${addressKey}, ${maskAddress(address)}, ${reason}::"SuppressionReason",
              ${at}::timestamptz, ${userId}::uuid)
      ON CONFLICT (address_key) DO UPDATE SET
        reports = mail_suppressions.reports + 1,
        reason = CASE WHEN EXCLUDED.reason = 'COMPLAINT' THEN EXCLUDED.reason ELSE mail_suppressions.reason END,
        last_reported_at = GREATEST(mail_suppressions.last_reported_at, EXCLUDED.last_reported_at),
        masked = EXCLUDED.masked,
        user_id = EXCLUDED.user_id`;
  }

  /** The owner has shown that mail reaches them, and wants it. */
  async lift(tx: Prisma.TransactionClient, address: string): Promise<void> {
    await tx.mailSuppression.deleteMany({ where: this.whereOf(address) });
  }

  /** Whether a row belongs to this address. */
  isAbout({ addressKey }: Pick<MailSuppression, 'addressKey'>, address: string): boolean {
    return this.keys.of(address).includes(addressKey);
  }

  private whereOf(address: string): { addressKey: { in: string[] } } {
    return { addressKey: { in: this.keys.of(address) } };
  }
}
