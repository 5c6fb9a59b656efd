import { Injectable } from '@nestjs/common';
import type { LoginRequest } from '@pixelboxx/shared';
import type { User } from '../../generated/prisma/client.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { UsersService } from '../../users/index.ts';
import type { ClientState } from '../cookies/index.ts';
import { KnownDeviceCookies } from '../known-devices/index.ts';
import { LockoutService, type LoginAttempt } from '../lockout/index.ts';
import { PasswordHasher } from '../passwords/index.ts';

/** Somebody whose password was right, at the moment it was checked. */
export interface CheckedUser {
  readonly user: User;
  /** Of a device that signed in to this account before. */
  readonly deviceId: string | null;
  /** The hash that is stored was made as no hash is made today. */
  readonly outdated: boolean;
}

/** Whose password this is, if it is anybody's. */
@Injectable()
export class PasswordCheckService {
  constructor(
    private readonly users: UsersService,
    private readonly lockout: LockoutService,
    private readonly hasher: PasswordHasher,
    private readonly devices: KnownDeviceCookies,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /**
   * Whether the account is missing, suspended, deleted or the password is wrong: one response, in the same time.
   * @throws AppError INVALID_CREDENTIALS, ACCOUNT_LOCKED, OVERLOADED.
   */
  async check(
    { identifier, password }: LoginRequest,
    client: ClientState,
    origin: RequestContext,
  ): Promise<CheckedUser> {
    const found = await this.users.findByIdentifier(identifier);
    const userId = found?.id ?? null;
    const deviceId = found && this.devices.deviceIdOf(client, found);
    const attempt: LoginAttempt = { factor: 'password', userId, identifier, deviceId, origin };
    const verified = await this.lockout.attempt(attempt, () => this.verify(found, password));
    if (!verified) {
      const { ipAddress: ip, requestId } = origin;
      this.logger.info({ event: 'auth.login.failed', userId, ip, requestId });
      throw new AppError('INVALID_CREDENTIALS');
    }
    return { ...verified, deviceId };
  }

  /** Null unless the password is right and its owner may sign in. An account that is missing costs the same hashing. */
  private async verify(user: User | null, password: string): Promise<{ user: User; outdated: boolean } | null> {
    const { matches, outdated } = await this.hasher.verify(user?.passwordHash ?? null, password);
    return user && matches && !user.deletedAt && !user.suspendedAt ? { user, outdated } : null;
  }
}
