import { Injectable } from '@nestjs/common';
import { createHmac, randomUUID } from 'node:crypto';
import type { Prisma } from '../../../generated/prisma/client.ts';
import type { Config } from '../../config/config.ts';
import { InjectConfig } from '../../config/config.module.ts';
import type { DataCipher } from '../../crypto/data-cipher.ts';
import { PrismaService } from '../../database/prisma.service.ts';
import { AppError } from '../../errors/app-error.ts';
import { deriveKeys } from '../../crypto/key-ring.ts';
import { responseCipher } from '../../crypto/sealed-values.ts';

/** Identifies a request: its user, and SHA-256 of method, path and key. */
export interface RequestName {
  readonly userId: string;
  readonly scope: string;
}

/** The right to carry out a request; plain data, so that any code can hold it. */
export interface Lease extends RequestName {
  readonly leaseId: string;
}

/** What is known of a request that another attempt has taken. */
export interface TakenRequest {
  readonly fingerprint: string | null;
  /** The first response as JSON; null while the request is in progress. */
  readonly response: string | null;
}

/** A request's digests under the keys of the ring: the first is stored, all are accepted. */
export type Digests = readonly [current: string, ...former: string[]];

export const leaseSeconds = 60;
const rememberedSeconds = 24 * 60 * 60;
const batchSize = 1_000;

/** Rows of requests with an `Idempotency-Key`. Uses Postgres's clock, because the clocks of replicas differ. */
@Injectable()
export class IdempotencyStore {
  private readonly cipher: DataCipher;
  private readonly digestKeys: readonly [current: Buffer, ...former: Buffer[]];

  constructor(
    private readonly prisma: PrismaService,
    @InjectConfig() config: Config,
  ) {
    this.cipher = responseCipher(config.secrets);
    this.digestKeys = deriveKeys(config.secrets.dataEncryption, 'idempotent requests');
  }

  /** Keyed, because requests contain passwords: a copy of the table cannot be used to verify a guess. */
  digest(request: string): Digests {
    const [current, ...former] = this.digestKeys;
    const under = (key: Buffer): string => createHmac('sha256', key).update(request).digest('hex');
    return [under(current), ...former.map(under)];
  }

  /** Of several concurrent attempts, on any replica, one gets the lease; so does the first one after its holder died or a day passed. */
  async take(name: RequestName, fingerprint: string | null): Promise<Lease | TakenRequest> {
    const leaseId = randomUUID();
    const taken = await this.prisma.$executeRaw`
      INSERT INTO idempotency_keys AS held (user_id, scope, fingerprint, lease_id, lease_until, expires_at)
      SELECT id, ${name.scope}, ${fingerprint}, ${leaseId}::uuid,
             now() + make_interval(secs => ${leaseSeconds}), now() + make_interval(secs => ${rememberedSeconds})
        FROM users WHERE id = ${name.userId}::uuid
      ON CONFLICT (user_id, scope) DO UPDATE
        SET fingerprint = excluded.fingerprint, lease_id = excluded.lease_id, lease_until = excluded.lease_until,
            expires_at = excluded.expires_at, sealed_answer = NULL
        WHERE held.expires_at < now() OR (held.sealed_answer IS NULL AND held.lease_until < now())`;
    if (taken === 1) return { ...name, leaseId };
    const row = await this.prisma.idempotencyKey.findUnique({ where: { userId_scope: { ...plain(name) } } });
    // Its holder released it at this moment, and the next attempt gets it. Or the user is gone.
    if (!row) return { fingerprint: null, response: null };
    const { sealedAnswer } = row;
    return { fingerprint: row.fingerprint, response: sealedAnswer && this.open(name, sealedAnswer) };
  }

  /** @returns false if another attempt holds the lease now */
  async bind({ leaseId, ...name }: Lease, fingerprint: string): Promise<boolean> {
    const where = { ...plain(name), leaseId };
    return (await this.prisma.idempotencyKey.updateMany({ where, data: { fingerprint } })).count === 1;
  }

  async renew({ leaseId, userId, scope }: Lease): Promise<void> {
    await this.prisma.$executeRaw`
      UPDATE idempotency_keys SET lease_until = now() + make_interval(secs => ${leaseSeconds})
       WHERE user_id = ${userId}::uuid AND scope = ${scope} AND lease_id = ${leaseId}::uuid`;
  }

  /** @returns false if another attempt holds the lease now, or there is a response already */
  async recordResponse(
    client: Prisma.TransactionClient,
    { leaseId, ...name }: Lease,
    response: string,
  ): Promise<boolean> {
    const sealedAnswer = this.cipher.encrypt(Buffer.from(response), contextOf(name));
    const where = { ...plain(name), leaseId, sealedAnswer: null };
    return (await client.idempotencyKey.updateMany({ where, data: { sealedAnswer } })).count === 1;
  }

  /**
   * Stores the response, as it leaves, in the transaction of the effect: neither exists without the other, even after a
   * crash in between. @throws AppError IDEMPOTENCY_IN_PROGRESS, which rolls the effect back, if another attempt was given
   * the request because this one seemed dead.
   */
  async remember(tx: Prisma.TransactionClient, lease: Lease, data: unknown): Promise<void> {
    if (!(await this.recordResponse(tx, lease, JSON.stringify({ data })))) throw inProgress();
  }

  /** Lets the next attempt begin at once. A stored response stays. */
  async giveUp({ leaseId, ...name }: Lease): Promise<void> {
    await this.prisma.idempotencyKey.deleteMany({ where: { ...plain(name), leaseId, sealedAnswer: null } });
  }

  async removeExpired(): Promise<number> {
    for (let removed = 0; ;) {
      const count = await this.prisma.$executeRaw`
        DELETE FROM idempotency_keys WHERE (user_id, scope) IN (
          SELECT user_id, scope FROM idempotency_keys WHERE expires_at < now()
           ORDER BY expires_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED)`;
      removed += count;
      if (count < batchSize) return removed;
    }
  }

  get client(): Prisma.TransactionClient {
    return this.prisma;
  }

  private open(name: RequestName, sealed: Uint8Array): string {
    return this.cipher.decrypt(sealed, contextOf(name)).toString();
  }
}

export function inProgress(): AppError {
  return new AppError('IDEMPOTENCY_IN_PROGRESS', { details: { retryAfterSeconds: 1 } });
}

function plain({ userId, scope }: RequestName): RequestName {
  return { userId, scope };
}

function contextOf({ userId, scope }: RequestName): string {
  return `${userId}/${scope}`;
}
