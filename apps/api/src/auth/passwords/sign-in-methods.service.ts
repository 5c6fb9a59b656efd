import { Injectable } from '@nestjs/common';
import type { SignInMethod } from '@pixelboxx/shared';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { hasPassword } from './password-hasher.service.ts';

/** The sign-in methods: those offered here, and those left for one account. */
@Injectable()
export class SignInMethods {
  constructor(@InjectConfig() private readonly config: Config) {}

  /** In the configured order. */
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

  /** Identities that let their user in. One at a provider that is no longer configured stays linked, and does not. */
  countIdentities(db: Pick<Prisma.TransactionClient, 'identity'>, userId: string): Promise<number> {
    const provider = { in: this.config.identityProviders.map(({ id }) => id) };
    return db.identity.count({ where: { userId, provider } });
  }

  /**
   * Asserts that the account still has a way to sign in. A mailed code or link is one too, but nobody should depend on
   * a mailbox alone. Call it after a removal, in its transaction; the caller holds the account's lock and has read
   * `user` since.
   * @throws AppError LAST_SIGN_IN_METHOD.
   */
  async assertLeft(tx: Prisma.TransactionClient, user: Pick<User, 'id' | 'passwordHash'>): Promise<void> {
    if (this.offers('password') && hasPassword(user)) return;
    const userId = user.id;
    const passkeys = this.offers('passkey') ? await tx.passkey.count({ where: { userId } }) : 0;
    if (passkeys + (await this.countIdentities(tx, userId)) === 0) throw new AppError('LAST_SIGN_IN_METHOD');
  }
}
