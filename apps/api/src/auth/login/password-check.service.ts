import { Injectable } from '@nestjs/common';
import type { LoginRequest } from '@pixelboxx/shared';
import type { User } from '../../generated/prisma/client.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import type { ClientState } from '../cookies/index.ts';
import { KnownDeviceCookies } from '../known-devices/index.ts';
import { LockoutService, type LoginAttempt, type SuccessParts } from '../lockout/index.ts';
import { PasswordHasher } from '../passwords/index.ts';
import { type FormerSession, FormerSessions } from '../sessions/index.ts';
import { AccountsStore } from './accounts.store.ts';

/** Somebody whose password was right, at the moment it was checked. */
export interface CheckedUser {
  readonly user: User;
  /** Of a device that signed in to this account before. */
  readonly deviceId: string | null;
  /** The hash that is stored was made as no hash is made today. */
  readonly outdated: boolean;
  /** The session that the browser has so far, whoever's it is. */
  readonly former: FormerSession | null;
}

/** Whose password this is, if it is anybody's. */
@Injectable()
export class PasswordCheckService {
  constructor(
    private readonly accounts: AccountsStore,
    private readonly lockout: LockoutService,
    private readonly hasher: PasswordHasher,
    private readonly devices: KnownDeviceCookies,
    private readonly formerSessions: FormerSessions,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /**
   * Whether the account is missing, suspended, deleted or the password is wrong: one response, in the same time. Else what
   * `proceed` makes of it, which may write `success` with whatever it writes first.
   * @throws AppError INVALID_CREDENTIALS, ACCOUNT_LOCKED, OVERLOADED.
   */
  async check<Outcome>(
    { identifier, password }: LoginRequest,
    client: ClientState,
    origin: RequestContext,
    proceed: (checked: CheckedUser, success: SuccessParts) => Promise<Outcome>,
  ): Promise<Outcome> {
    const look = await this.lockout.countedBy(this.devices.ownDevices(client), (counting) =>
      this.accounts.find(identifier, counting, this.formerSessions.claimed(client)),
    );
    const { user: found, isCounted } = look;
    const userId = found?.id ?? null;
    const deviceId = found && this.devices.deviceIdOf(client, found);
    const former = this.formerSessions.of(client, look.former);
    const attempt: LoginAttempt = { factor: 'password', userId, identifier, deviceId, origin };
    const verify = async (success: SuccessParts) => {
      const verified = await this.verify(found, password);
      return verified && { outcome: await proceed({ ...verified, deviceId, former }, success) };
    };
    const passed = await this.lockout.attempt(attempt, verify, { isCounted });
    if (passed) return passed.outcome;
    const { ipAddress: ip, requestId } = origin;
    this.logger.info({ event: 'auth.login.failed', userId, ip, requestId });
    throw new AppError('INVALID_CREDENTIALS');
  }

  /** Null unless the password is right and its owner may sign in. An account that is missing costs the same hashing. */
  private async verify(user: User | null, password: string): Promise<{ user: User; outdated: boolean } | null> {
    const { matches, outdated } = await this.hasher.verify(user?.passwordHash ?? null, password);
    return user && matches && !user.deletedAt && !user.suspendedAt ? { user, outdated } : null;
  }
}
