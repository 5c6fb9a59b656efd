import { Injectable } from '@nestjs/common';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import type { Principal } from '../../platform/http/security/principal.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { RateLimiter } from '../../platform/redis/rate-limiter.ts';
import { lockPrincipal } from '../../users/index.ts';
import { hasPassword, PasswordHasher } from './password-hasher.service.ts';
import { PasswordRehash } from './password-rehash.service.ts';

/** Attempts per 15 minutes, right or wrong: a borrowed session must not become a way to guess the password. */
const attemptsLimit = { limit: 10, windowMs: 15 * 60_000 };

/** Asks for the password again before actions that a session alone does not permit. */
@Injectable()
export class PasswordConfirmationService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly hasher: PasswordHasher,
    private readonly rehash: PasswordRehash,
    private readonly limiter: RateLimiter,
  ) {}

  /**
   * Returns the account as it was when the password was verified. `field` names the password in the request.
   * @throws AppError WRONG_PASSWORD on `field`, RATE_LIMITED, OVERLOADED, UNAUTHENTICATED.
   */
  async confirm(userId: string, password: string, field = 'password'): Promise<User> {
    const { allowed, resetMs } = await this.limiter.take('own-password', userId, attemptsLimit);
    if (!allowed) throw new AppError('RATE_LIMITED', { details: { retryAfterSeconds: Math.ceil(resetMs / 1000) } });
    const user = await this.prisma.user.findUnique({ where: { id: userId } });
    if (!user) throw new AppError('UNAUTHENTICATED');
    const { matches, outdated } = await this.hasher.verify(user.passwordHash, password);
    if (!matches) {
      throw new AppError('WRONG_PASSWORD', { details: { fields: { [field]: [reasonFor(user)] } } });
    }
    if (outdated) await this.rehash.replace(user, password);
    return user;
  }

  /**
   * Locks the account of a confirmed password for the rest of the transaction.
   * @throws AppError UNAUTHENTICATED if the session has ended since, alone or with all others, for example by a reset.
   */
  async lockConfirmed(tx: Prisma.TransactionClient, confirmed: User, principal: Principal): Promise<User> {
    const user = await lockPrincipal(tx, principal);
    if (user.authGeneration !== confirmed.authGeneration) throw new AppError('UNAUTHENTICATED');
    return user;
  }
}

function reasonFor(user: User): string {
  return hasPassword(user)
    ? 'This is not your password.'
    : 'This account has no password yet. Ask for a link to choose one.';
}
