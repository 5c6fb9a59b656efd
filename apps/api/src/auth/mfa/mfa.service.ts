import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { MfaMethod, MfaStatus, RecoveryAnswers, RecoveryFactor } from '@pixelboxx/shared';
import { Prisma } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { type PersonalArchive, PersonalDataService } from '../../users/index.ts';
import type { Principal } from '../../platform/http/security/principal.ts';
import { CredentialsService, hasPassword, SignInMethods } from '../passwords/index.ts';
import { AccessPolicy } from '../access-tokens/index.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { BackupCodesService } from './codes/backup-codes.service.ts';
import { CodesService } from './codes/codes.service.ts';

/** Whether codes from an app are enabled now. A caller that decides by this holds the account's lock. */
export async function hasEnabledCodes(tx: Prisma.TransactionClient, userId: string): Promise<boolean> {
  return (await tx.totpFactor.count({ where: { userId, enabledAt: { not: null } } })) > 0;
}

type Factors = Omit<MfaStatus, 'requiredByRole' | 'provenInSession'>;

/**
 * The second factors of a user.
 *
 * Once codes from an app are enabled, a password alone is not enough. Passkeys do not have that effect: they come
 * without backup codes, so a user who adds one for convenience and loses the device would be locked out by a step they
 * never asked for. If codes are enabled, a passkey can replace them.
 */
@Injectable()
export class MfaService implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly backupCodes: BackupCodesService,
    private readonly codes: CodesService,
    private readonly credentials: CredentialsService,
    private readonly personalData: PersonalDataService,
    private readonly policy: AccessPolicy,
    private readonly methods: SignInMethods,
  ) {}

  onModuleInit(): void {
    this.credentials.register({
      factor: 'second',
      removeEnrolledSince: (tx, userId, since) => this.removeEnrolledSince(tx, userId, since),
    });
    this.personalData.register({ exportTo: (archive, userId) => this.exportTo(archive, userId) });
  }

  async status(userId: string): Promise<Factors> {
    const [factor, backupCodesLeft, passkeys] = await Promise.all([
      this.prisma.totpFactor.findUnique({ where: { userId }, select: { enabledAt: true } }),
      this.backupCodes.countLeft(this.prisma, userId),
      this.prisma.passkey.count({ where: { userId } }),
    ]);
    const enabledAt = factor?.enabledAt ?? null;
    return {
      totp: { enabled: enabledAt !== null, enabledAt: enabledAt && enabledAt.toISOString() },
      backupCodesLeft,
      passkeys,
    };
  }

  /** The same, and which of these factors the principal's session has proven. */
  async statusIn({ sessionId, user }: Principal): Promise<MfaStatus> {
    const [status, provenSessions] = await Promise.all([
      this.status(user.id),
      this.prisma.session.count({ where: { id: sessionId, mfaProvenAt: { not: null } } }),
    ]);
    return {
      ...status,
      requiredByRole: this.policy.awaitsMfa(user.role),
      provenInSession: provenSessions > 0,
    };
  }

  /** The methods that complete a sign-in after the right password; empty when the password is enough. */
  async requiredAfterPassword(userId: string): Promise<MfaMethod[]> {
    const factor = await this.prisma.totpFactor.findUnique({ where: { userId }, select: { enabledAt: true } });
    if (!factor?.enabledAt) return [];
    const { backupCodesLeft, passkeys } = await this.status(userId);
    return [
      'TOTP',
      ...(backupCodesLeft > 0 ? ['BACKUP_CODE' as const] : []),
      ...(passkeys > 0 ? ['PASSKEY' as const] : []),
    ];
  }

  /** SQL condition: whether any method is required. For the statement that opens a session. */
  isRequiredAfterPassword(userId: string): Prisma.Sql {
    return Prisma.sql`EXISTS (SELECT FROM totp_factors WHERE user_id = ${userId}::uuid AND enabled_at IS NOT NULL)`;
  }

  /**
   * How a signed-in user can reauthenticate. The password, or a provider's assertion instead, counts only if it is the
   * whole proof. A mailed code counts if there is no password, since the same mailbox could choose one.
   */
  async forReauthentication(userId: string): Promise<('PASSWORD' | 'IDENTITY' | 'EMAIL_CODE' | MfaMethod)[]> {
    const required = await this.requiredAfterPassword(userId);
    if (required.length > 0) return required;
    const [user, passkeys, identities] = await Promise.all([
      this.prisma.user.findUnique({
        where: { id: userId },
        select: { passwordHash: true, isVerified: true, email: true },
      }),
      this.prisma.passkey.count({ where: { userId } }),
      this.methods.countIdentities(this.prisma, userId),
    ]);
    const isReached = user?.isVerified && user.email !== null && this.methods.offers('email-code');
    return [
      ...(user && hasPassword(user) ? ['PASSWORD' as const] : []),
      ...(passkeys > 0 ? ['PASSKEY' as const] : []),
      ...(identities > 0 ? ['IDENTITY' as const] : []),
      ...(isReached && !hasPassword(user) ? ['EMAIL_CODE' as const] : []),
    ];
  }

  /** The factors that the owner is asked about after a theft. `needsProof`: removed unless the owner proves it is theirs. */
  async describe(userId: string, since: Date): Promise<RecoveryFactor[]> {
    const [totp, passkeys] = await Promise.all([
      this.prisma.totpFactor.findUnique({ where: { userId } }),
      this.prisma.passkey.findMany({ where: { userId }, orderBy: { createdAt: 'asc' } }),
    ]);
    const view = (kind: RecoveryFactor['kind'], id: string | null, name: string | null, at: Date): RecoveryFactor => ({
      kind,
      id,
      name,
      addedAt: at.toISOString(),
      needsProof: at >= since,
    });
    return [
      ...(totp?.enabledAt ? [view('TOTP', null, null, totp.enabledAt)] : []),
      ...passkeys.map(({ id, name, createdAt }) => view('PASSKEY', id, name, createdAt)),
    ];
  }

  /**
   * After a theft: keeps an app enabled since then if the owner has a code from it. Removes passkeys added since, those
   * that the owner denies, and backup codes made since. Older factors are the owner's: a mailbox must not remove them.
   * @throws AppError INVALID_CODE.
   */
  async removeUnproven(
    tx: Prisma.TransactionClient,
    userId: string,
    since: Date,
    { code, removePasskeys = [] }: RecoveryAnswers,
  ): Promise<void> {
    const owned = { userId };
    await tx.passkey.deleteMany({
      where: { ...owned, OR: [{ createdAt: { gte: since } }, { id: { in: [...removePasskeys] } }] },
    });
    await tx.backupCode.deleteMany({ where: { ...owned, createdAt: { gte: since } } });
    const factor = await tx.totpFactor.findUnique({ where: owned });
    if (factor?.enabledAt && factor.enabledAt < since) return;
    if (factor?.enabledAt && code !== undefined) {
      if (await this.codes.acceptTotp(tx, factor, code.replaceAll(/[\s-]/g, ''))) return;
      throw new AppError('INVALID_CODE');
    }
    await tx.totpFactor.deleteMany({ where: owned });
    await this.backupCodes.removeAll(tx, userId);
  }

  private async removeEnrolledSince(tx: Prisma.TransactionClient, userId: string, since: Date): Promise<void> {
    await tx.passkey.deleteMany({ where: { userId, createdAt: { gte: since } } });
    const removed = await tx.totpFactor.deleteMany({
      // The person who began a setup must not be able to confirm it later.
      where: { userId, OR: [{ enabledAt: null }, { enabledAt: { gte: since } }] },
    });
    if (removed.count > 0) await this.backupCodes.removeAll(tx, userId);
    // The person who renewed the codes knows them.
    else await tx.backupCode.deleteMany({ where: { userId, createdAt: { gte: since } } });
    // The grant was meant for the account's user at that time.
    await tx.user.updateMany({
      where: { id: userId, factorGrantEndsAt: { not: null } },
      data: { factorGrantEndsAt: null },
    });
  }

  /** Omits seeds, keys and digests: they say nothing about the user and would open their account. */
  private async exportTo(archive: PersonalArchive, userId: string): Promise<void> {
    const passkeys = await this.prisma.passkey.findMany({
      where: { userId },
      select: { id: true, name: true, transports: true, synced: true, createdAt: true, lastUsedAt: true },
      orderBy: { createdAt: 'asc' },
    });
    const status = await this.status(userId);
    const factors = { totp: status.totp, backupCodesLeft: status.backupCodesLeft, passkeys };
    archive.addDocument('second-factors', factors, ['TotpFactor', 'BackupCode', 'Passkey']);
  }
}
