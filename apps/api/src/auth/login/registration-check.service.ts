import { Injectable } from '@nestjs/common';
import type { RegisterRequest } from '@pixelboxx/shared';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { UsersService } from '../../users/index.ts';
import { VerificationLinks } from '../email-address/index.ts';
import { assertPublicDomain } from '../emails/index.ts';
import { PasswordHasher, PasswordPolicy } from '../passwords/index.ts';

/** Checks whether a registration is allowed, and hashes its password. */
@Injectable()
export class RegistrationCheckService {
  constructor(
    private readonly users: UsersService,
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
    private readonly verificationLinks: VerificationLinks,
    @InjectConfig() private readonly config: Config,
  ) {}

  /**
   * @returns the hash of the password
   * @throws AppError VALIDATION_ERROR (policy, reserved name), USERNAME_TAKEN, EMAIL_TAKEN, RATE_LIMITED, OVERLOADED.
   */
  async admit({ username, email, password }: RegisterRequest): Promise<string> {
    assertPublicDomain(email, this.config.environment);
    await this.policy.assertAcceptable(password, { username, email });
    // Before the hash, which costs the most. The database checks again at the insert.
    await this.users.assertFree(username, email);
    await this.verificationLinks.assertRegistrable(email);
    return this.hasher.hash(password);
  }
}
