import { Injectable } from '@nestjs/common';
import type { LoginRequest, RegisterRequest } from '@pixelboxx/shared';
import type { User } from '../generated/prisma/client.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { Origin } from '../platform/http/caller.ts';
import { InjectLogger, type Logger } from '../platform/observability/logger.ts';
import { UsersService } from '../users/users.service.ts';
import { EmailVerificationService } from './email-verification.service.ts';
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
      await this.emailVerification.issue(tx, user, user.email);
      return tokens;
    });
  }

  /**
   * Whether the account is missing, suspended, deleted or the password is wrong: one answer, in the same time.
   * @throws AppError INVALID_CREDENTIALS, OVERLOADED.
   */
  async login(request: LoginRequest, origin: Origin): Promise<IssuedTokens> {
    const user = await this.users.findByIdentifier(request.identifier);
    const { matches, outdated } = await this.hasher.verify(user?.passwordHash ?? null, request.password);
    if (!user || !matches || user.deletedAt || user.suspendedAt) {
      this.logger.info({
        event: 'auth.login.failed',
        userId: user?.id,
        ip: origin.ipAddress,
        requestId: origin.requestId,
      });
      throw new AppError('INVALID_CREDENTIALS');
    }
    const tokens = await this.prisma.$transaction(async (tx) => {
      const opened = await this.sessions.open(tx, user, origin);
      await this.securityEvents.record(tx, { type: 'SIGNED_IN', userId: user.id, sessionId: opened.sessionId, origin });
      return opened;
    });
    if (outdated) await this.rehash(user, request.password);
    return tokens;
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
