import { Injectable } from '@nestjs/common';
import { PasswordHasher } from './password-hasher.service.ts';
import { type PasswordOwner, PasswordPolicy } from './password-policy.service.ts';

/** A password that somebody has just chosen, on its way to being stored. */
@Injectable()
export class NewPasswordService {
  constructor(
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
  ) {}

  /** Before the transaction, since hashing is slow. @throws AppError VALIDATION_ERROR on `field` (policy), OVERLOADED. */
  async hash(password: string, owner: PasswordOwner, field = 'password'): Promise<string> {
    await this.policy.assertAcceptable(password, owner, field);
    return this.hasher.hash(password);
  }
}
