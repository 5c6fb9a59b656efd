import { Injectable } from '@nestjs/common';
import { PasswordHasher } from './password-hasher.service.ts';
import { type PasswordOwner, PasswordPolicy } from './password-policy.service.ts';

/** Checks and hashes a newly chosen password before it is stored. */
@Injectable()
export class NewPasswordService {
  constructor(
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
  ) {}

  /** Call it before the transaction, since hashing is slow. @throws AppError VALIDATION_ERROR on `field` (policy), OVERLOADED. */
  async hash(password: string, owner: PasswordOwner, field = 'password'): Promise<string> {
    await this.policy.assertAcceptable(password, owner, field);
    return this.hasher.hash(password);
  }
}
