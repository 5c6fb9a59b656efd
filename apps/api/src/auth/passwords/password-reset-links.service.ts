import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { mailLinkPaths } from '@pixelboxx/shared';
import type { PasswordReset, Prisma, User } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { MailService } from '../../platform/mail/mail.service.ts';
import { composeEmail, languageOf } from '../../emails/index.ts';
import {
  expiryAfter,
  hashMailToken,
  isUsable,
  mailLink,
  newMailToken,
  recoveryTtlSeconds,
  resetTtlSeconds,
  usable,
} from '../emails/index.ts';

/** Why a user is asked to choose a new password. */
export type ResetReason = 'FORGOTTEN' | 'CLAIMED' | 'DISOWNED';

const emailOf = {
  FORGOTTEN: 'passwordForgotten',
  CLAIMED: 'passwordClaimed',
  DISOWNED: 'passwordDisowned',
} as const satisfies Record<ResetReason, string>;

/** In seconds. After a report, the account may have no address left through which to request another link. */
const ttlOf: Record<ResetReason, number> = {
  FORGOTTEN: resetTtlSeconds,
  CLAIMED: resetTtlSeconds,
  DISOWNED: recoveryTtlSeconds,
};

/** Mailed links for choosing a password. */
@Injectable()
export class PasswordResetLinks {
  constructor(
    private readonly prisma: PrismaService,
    private readonly mail: MailService,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: Config,
  ) {}

  /** Mails a link in the transaction of the caller, who holds the account's lock. Voids older links. */
  async issue(
    tx: Prisma.TransactionClient,
    user: Pick<User, 'id' | 'username' | 'language'> & { readonly email: string },
    reason: ResetReason,
    context: RequestContext,
  ): Promise<void> {
    const { id: userId, username, email } = user;
    const { token, hash } = newMailToken();
    await tx.passwordReset.deleteMany({ where: { userId } });
    await tx.passwordReset.create({
      data: { userId, token: hash, expiresAt: expiryAfter(ttlOf[reason], this.clock.now()) },
    });
    const url = mailLink(this.config.http.webOrigin, mailLinkPaths.resetPassword, token);
    const facts = { username, url, validSeconds: ttlOf[reason] };
    await this.mail.post(tx, { to: email, email: composeEmail(emailOf[reason], languageOf(user, context), facts) });
  }

  /** Checks the link without using it up. @throws AppError TOKEN_INVALID. */
  async find(token: string): Promise<PasswordReset & { user: User }> {
    const link = await this.prisma.passwordReset.findUnique({
      where: { token: hashMailToken(token) },
      include: { user: true },
    });
    if (!link || !isUsable(link, this.clock.now()) || link.user.deletedAt) throw new AppError('TOKEN_INVALID');
    return link;
  }

  /**
   * The caller holds the account's lock.
   * @returns the time of use.
   * @throws AppError TOKEN_INVALID if it was used or voided meanwhile.
   */
  async use(tx: Prisma.TransactionClient, { token }: PasswordReset): Promise<Date> {
    const usedAt = this.clock.now();
    const used = await tx.passwordReset.updateMany({ where: usable(token, usedAt), data: { usedAt } });
    if (used.count !== 1) throw new AppError('TOKEN_INVALID');
    return usedAt;
  }
}
