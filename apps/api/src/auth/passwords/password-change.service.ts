import { Injectable } from '@nestjs/common';
import { type ChangePasswordRequest, opaqueString } from '@pixelboxx/shared';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { fieldError } from '../../platform/errors/app-error.ts';
import type { Principal, RequestContext } from '../../platform/http/security/principal.ts';
import { UserSnapshotsService } from '../../users/index.ts';
import { NoticesService, SecurityEventsService } from '../activity/index.ts';
import { PasswordConfirmationService } from './password-confirmation.service.ts';
import { NewPasswordService } from './new-password.service.ts';
import { type IssuedTokens, SessionsService } from '../sessions/index.ts';

@Injectable()
export class PasswordChangeService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly passwordConfirmation: PasswordConfirmationService,
    private readonly newPasswords: NewPasswordService,
    private readonly sessions: SessionsService,
    private readonly snapshots: UserSnapshotsService,
    private readonly notices: NoticesService,
    private readonly securityEvents: SecurityEventsService,
  ) {}

  /**
   * Ends every session, even one whose refresh is in progress, and opens a new one for the caller in the same
   * transaction: a copy of the caller's cookies becomes invalid like all others.
   * @throws AppError WRONG_PASSWORD, VALIDATION_ERROR (policy), RATE_LIMITED, OVERLOADED.
   */
  async change(principal: Principal, request: ChangePasswordRequest, context: RequestContext): Promise<IssuedTokens> {
    const { currentPassword, newPassword } = request;
    const confirmed = await this.passwordConfirmation.confirm(principal.user.id, currentPassword, 'currentPassword');
    if (opaqueString(newPassword) === opaqueString(currentPassword))
      throw fieldError('newPassword', 'This is the password you have now.');
    const passwordHash = await this.newPasswords.hash(newPassword, confirmed, 'newPassword');
    const tokens = await this.prisma.$transaction(async (tx) => {
      const { id, email } = await this.passwordConfirmation.lockConfirmed(tx, confirmed, principal);
      const user = await this.sessions.endAll(tx, id, { passwordHash });
      // Someone who knew the old password may have requested another address. A new account's own link stays valid.
      await tx.emailVerification.deleteMany({
        where: { userId: id, ...(email !== null && { email: { not: email } }) },
      });
      await tx.passwordReset.deleteMany({ where: { userId: id } });
      const opened = await this.sessions.open(tx, user, context, principal);
      const event = { type: 'PASSWORD_CHANGED', userId: id, sessionId: principal.sessionId, context } as const;
      await this.securityEvents.record(tx, event);
      await this.notices.send(tx, user, 'PASSWORD_CHANGED', context);
      return opened;
    });
    await this.snapshots.invalidate(confirmed.id);
    return tokens;
  }
}
