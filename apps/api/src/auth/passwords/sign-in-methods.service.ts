import { Injectable } from '@nestjs/common';
import type { SignInMethod } from '@pixelboxx/shared';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { hasPassword } from './password-hasher.service.ts';

/** Which ways in there are: here at all, and into one account. */
@Injectable()
export class SignInMethods {
  constructor(@InjectConfig() private readonly config: Config) {}

  /** In the order in which they are configured. */
  get offered(): readonly SignInMethod[] {
    return this.config.signIn.methods;
  }

  offers(method: SignInMethod): boolean {
    return this.offered.includes(method);
  }

  /** @throws AppError SIGN_IN_METHOD_DISABLED. */
  assertOffered(method: SignInMethod): void {
    if (!this.offers(method)) throw new AppError('SIGN_IN_METHOD_DISABLED');
  }

  /**
   * Whether the account has a way in left. A mailed code or link is one as well, but nobody shall depend on a mailbox alone.
   * Call after a removal, in its transaction; the caller holds the account's lock and has read `user` since.
   * @throws AppError LAST_SIGN_IN_METHOD.
   */
  async assertLeft(tx: Prisma.TransactionClient, user: Pick<User, 'id' | 'passwordHash'>): Promise<void> {
    if (this.offers('password') && hasPassword(user)) return;
    const where = { userId: user.id };
    const passkeys = this.offers('passkey') ? await tx.passkey.count({ where }) : 0;
    if (passkeys + (await tx.identity.count({ where })) === 0) throw new AppError('LAST_SIGN_IN_METHOD');
  }
}
