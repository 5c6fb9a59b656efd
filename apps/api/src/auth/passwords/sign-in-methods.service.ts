import { Injectable } from '@nestjs/common';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { hasPassword } from './password-hasher.service.ts';

/** Whether an account has a way in left. A mailed link is one as well, but nobody shall depend on a mailbox alone. */
@Injectable()
export class SignInMethods {
  /**
   * Call after a removal, in its transaction; the caller holds the account's lock and has read `user` since.
   * @throws AppError LAST_SIGN_IN_METHOD.
   */
  async assertLeft(tx: Prisma.TransactionClient, user: Pick<User, 'id' | 'passwordHash'>): Promise<void> {
    if (hasPassword(user)) return;
    const where = { userId: user.id };
    const [passkeys, identities] = [await tx.passkey.count({ where }), await tx.identity.count({ where })];
    if (passkeys + identities === 0) throw new AppError('LAST_SIGN_IN_METHOD');
  }
}
