import { Injectable } from '@nestjs/common';
import type { LoginRequest, MfaMethod, RegisterRequest } from '@pixelboxx/shared';
import type { User } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { EventOutbox } from '../../platform/events/event-outbox.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { UsersService } from '../../users/users.service.ts';
import type { DeviceLookup } from './known-device-cookies.ts';
import { EmailVerificationService } from '../email-address/email-verification.service.ts';
import { type LoginAttempt, LockoutService } from '../lockout/lockout.service.ts';
import { MfaService } from '../mfa/mfa.service.ts';
import { LoginChallengesService } from '../mfa/login-challenges.service.ts';
import { assertPublicDomain } from '../emails/mailboxes.ts';
import { PasswordHasher } from '../passwords/password-hasher.service.ts';
import { PasswordPolicy } from '../passwords/password-policy.service.ts';
import { PasswordRehash } from '../passwords/password-rehash.service.ts';
import { SecurityEventsService } from '../activity/security-events.service.ts';
import { type OpenedSession, SessionsService } from '../sessions/sessions.service.ts';
import { SignInService } from './sign-in.service.ts';

/** A right password opens a session, or a challenge that a second factor completes. */
export type LoginOutcome =
  | { readonly kind: 'signed-in'; readonly tokens: OpenedSession }
  | { readonly kind: 'challenged'; readonly challengeToken: string; readonly methods: readonly MfaMethod[] };

@Injectable()
export class AuthService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly hasher: PasswordHasher,
    private readonly policy: PasswordPolicy,
    private readonly rehash: PasswordRehash,
    private readonly securityEvents: SecurityEventsService,
    private readonly emailVerification: EmailVerificationService,
    private readonly lockout: LockoutService,
    private readonly signIns: SignInService,
    private readonly factors: MfaService,
    private readonly challenges: LoginChallengesService,
    private readonly events: EventOutbox,
    @InjectConfig() private readonly config: Config,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** @throws AppError VALIDATION_ERROR (policy, reserved name), USERNAME_TAKEN, EMAIL_TAKEN, RATE_LIMITED, OVERLOADED. */
  async register(request: RegisterRequest, origin: RequestContext): Promise<OpenedSession> {
    const { username, email, password, displayName = null } = request;
    assertPublicDomain(email, this.config.environment);
    await this.policy.assertAcceptable(password, { username, email });
    // Before the hash, which is dear; the database decides again at the insert.
    await this.users.assertFree(username, email);
    await this.emailVerification.assertRegistrable(email);
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
      await this.emailVerification.issue(tx, user, email);
      return tokens;
    });
  }

  /**
   * Whether the account is missing, suspended, deleted or the password is wrong: one response, in the same time.
   * `deviceIdOf` tells whether the browser has signed in to an account before.
   * @throws AppError INVALID_CREDENTIALS, ACCOUNT_LOCKED, OVERLOADED.
   */
  async login(
    { identifier, password }: LoginRequest,
    origin: RequestContext,
    deviceIdOf: DeviceLookup,
  ): Promise<LoginOutcome> {
    const found = await this.users.findByIdentifier(identifier);
    const userId = found?.id ?? null;
    const deviceId = found && deviceIdOf(found);
    const attempt: LoginAttempt = { factor: 'password', userId, identifier, deviceId, origin };
    const verified = await this.lockout.attempt(attempt, () => this.verify(found, password));
    if (!verified) {
      const { ipAddress: ip, requestId } = origin;
      this.logger.info({ event: 'auth.login.failed', userId, ip, requestId });
      throw new AppError('INVALID_CREDENTIALS');
    }
    const { user, outdated } = verified;
    const outcome = await this.proceed(user, deviceId, origin);
    if (outdated) await this.rehash.replace(user, password);
    return outcome;
  }

  private async proceed(user: User, deviceId: string | null, origin: RequestContext): Promise<LoginOutcome> {
    const methods = await this.factors.requiredAfterPassword(user.id);
    if (methods.length > 0) {
      return { kind: 'challenged', challengeToken: await this.challenges.issue(user, origin), methods };
    }
    const proven = { by: 'PASSWORD', deviceId, origin } as const;
    const tokens =
      (await this.signIns.openOnKnownDevice(user, proven)) ??
      (await this.prisma.$transaction((tx) => this.signIns.open(tx, user, proven)));
    return { kind: 'signed-in', tokens };
  }

  /** Null unless the password is right and its owner may sign in. An account that is missing costs the same hashing. */
  private async verify(user: User | null, password: string): Promise<{ user: User; outdated: boolean } | null> {
    const { matches, outdated } = await this.hasher.verify(user?.passwordHash ?? null, password);
    return user && matches && !user.deletedAt && !user.suspendedAt ? { user, outdated } : null;
  }
}
