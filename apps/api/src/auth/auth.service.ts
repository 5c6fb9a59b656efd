import { Injectable } from '@nestjs/common';
import type { LoginRequest, RegisterRequest } from '@pixelboxx/shared';
import type { User } from '../generated/prisma/client.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { EventOutbox } from '../platform/events/event-outbox.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { Origin } from '../platform/http/caller.ts';
import { InjectLogger, type Logger } from '../platform/observability/logger.ts';
import { UsersService } from '../users/users.service.ts';
import { EmailVerificationService } from './email-verification.service.ts';
import { type LoginAttempt, LockoutService } from './lockout.service.ts';
import { NoticesService } from './notices.service.ts';
import { PasswordHasher } from './password-hasher.service.ts';
import { PasswordPolicy } from './password-policy.service.ts';
import { SecurityEventsService } from './security-events.service.ts';
import { type IssuedTokens, SessionsService } from './sessions.service.ts';

@Injectable()
export class AuthService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly hasher: PasswordHasher,
    private readonly policy: PasswordPolicy,
    private readonly securityEvents: SecurityEventsService,
    private readonly emailVerification: EmailVerificationService,
    private readonly lockout: LockoutService,
    private readonly notices: NoticesService,
    private readonly events: EventOutbox,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** @throws AppError VALIDATION_ERROR (policy, reserved name), USERNAME_TAKEN, EMAIL_TAKEN, OVERLOADED. */
  async register(request: RegisterRequest, origin: Origin): Promise<IssuedTokens> {
    const { username, email, password, displayName = null } = request;
    await this.policy.assertAcceptable(password, { username, email });
    // Before the hash, which is dear; the database decides again at the insert.
    await this.users.assertFree(username, email);
    const passwordHash = await this.hasher.hash(password);
    return this.prisma.$transaction(async (tx) => {
      const user = await this.users.create(tx, { username, email, passwordHash, displayName });
      const tokens = await this.sessions.open(tx, user, origin);
      await this.securityEvents.record(tx, {
        type: 'ACCOUNT_CREATED',
        userId: user.id,
        sessionId: tokens.sessionId,
        origin,
      });
      await this.events.publish(tx, { subject: 'user.registered', aggregateId: user.id, data: { userId: user.id } });
      await this.emailVerification.issue(tx, user, user.email);
      return tokens;
    });
  }

  /**
   * Whether the account is missing, suspended, deleted or the password is wrong: one answer, in the same time.
   * `deviceIdOf` tells whether the browser has signed in to an account before.
   * @throws AppError INVALID_CREDENTIALS, ACCOUNT_LOCKED, OVERLOADED.
   */
  async login(
    { identifier, password }: LoginRequest,
    origin: Origin,
    deviceIdOf: (userId: string) => string | null,
  ): Promise<IssuedTokens> {
    const found = await this.users.findByIdentifier(identifier);
    const userId = found?.id ?? null;
    const deviceId = userId === null ? null : deviceIdOf(userId);
    const attempt: LoginAttempt = { factor: 'password', userId, identifier, deviceId, origin };
    const verified = await this.lockout.attempt(attempt, () => this.verify(found, password));
    if (!verified) {
      const { ipAddress: ip, requestId } = origin;
      this.logger.info({ event: 'auth.login.failed', userId, ip, requestId });
      throw new AppError('INVALID_CREDENTIALS');
    }
    const { user, outdated } = verified;
    const tokens = await this.prisma.$transaction(async (tx) => {
      const isNew = deviceId === null && !(await this.sessions.hasBeenAt(tx, user.id, origin));
      const opened = await this.sessions.open(tx, user, origin);
      const type = isNew ? 'NEW_DEVICE_SIGNED_IN' : 'SIGNED_IN';
      await this.securityEvents.record(tx, { type, userId: user.id, sessionId: opened.sessionId, origin });
      if (isNew) await this.notices.send(tx, user, 'NEW_DEVICE', origin);
      return opened;
    });
    if (outdated) await this.rehash(user, password);
    return tokens;
  }

  /** Null unless the password is right and its owner may sign in. An account that is missing costs the same hashing. */
  private async verify(user: User | null, password: string): Promise<{ user: User; outdated: boolean } | null> {
    const { matches, outdated } = await this.hasher.verify(user?.passwordHash ?? null, password);
    return user && matches && !user.deletedAt && !user.suspendedAt ? { user, outdated } : null;
  }

  /** Only this moment has the password, so it is when old hashes grow. A failure costs nothing but another try. */
  private async rehash(user: User, password: string): Promise<void> {
    try {
      const passwordHash = await this.hasher.hash(password);
      // Not if the password was changed meanwhile.
      await this.prisma.user.updateMany({
        where: { id: user.id, passwordHash: user.passwordHash },
        data: { passwordHash },
      });
    } catch (error) {
      this.logger.warn({ event: 'auth.rehash.failed', userId: user.id, reason: String(error).slice(0, 200) });
    }
  }
}
