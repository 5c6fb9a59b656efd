import { Injectable } from '@nestjs/common';
import type { PendingReset, ResetPasswordRequest } from '@pixelboxx/shared';
import type { User } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { UserSnapshotsService } from '../../users/index.ts';
import { LockoutService } from '../lockout/index.ts';
import { NewPasswordService, PasswordResetLinks } from '../passwords/index.ts';
import { PasswordReplacement } from './password-replacement.service.ts';
import { RecoveryService } from './recovery.service.ts';

/** Sets a new password by a mailed link. */
@Injectable()
export class PasswordResetService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly resetLinks: PasswordResetLinks,
    private readonly newPasswords: NewPasswordService,
    private readonly replacement: PasswordReplacement,
    private readonly recovery: RecoveryService,
    private readonly snapshots: UserSnapshotsService,
    private readonly lockout: LockoutService,
  ) {}

  /**
   * Ends every session, signs nobody in and lifts a lockout. The link also proves the mailbox, and so verifies the
   * address. After a reported theft, factors that are neither old nor proven are removed (`RecoveryService`).
   * @throws AppError TOKEN_INVALID; VALIDATION_ERROR (policy) and INVALID_CODE, which leave the link usable;
   * OVERLOADED.
   */
  async reset(request: ResetPasswordRequest, context: RequestContext): Promise<User> {
    const { token, password } = request;
    const link = await this.resetLinks.find(token);
    const passwordHash = await this.newPasswords.hash(password, link.user);
    const work = () =>
      this.prisma.$transaction((tx) => this.replacement.replace(tx, link, { ...request, passwordHash }, context));
    const changed = await this.recovery.guard(link.user, request, context, work);
    await this.snapshots.invalidate(link.userId);
    await this.lockout.unlock(link.userId, ['password', 'email-code']);
    return changed;
  }

  /** The questions to answer before choosing a password by this link. Does not use it up. @throws AppError TOKEN_INVALID. */
  async questions(token: string): Promise<PendingReset> {
    return this.recovery.questions((await this.resetLinks.find(token)).user);
  }
}
