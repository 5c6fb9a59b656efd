import { Injectable } from '@nestjs/common';
import type { VerifyCodeRequest } from '@pixelboxx/shared';
import type { Prisma } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { LockoutService } from '../lockout/index.ts';
import { SecurityEventsService } from '../activity/index.ts';
import type { ClientState } from '../cookies/index.ts';
import type { OpenedSession, SignedIn } from '../sessions/index.ts';
import { SignInService } from '../known-devices/index.ts';
import { CodesService, isAppCode } from './codes/codes.service.ts';
import { EmailCodesService } from './codes/email-codes.service.ts';
import { LoginChallengesService, type OpenChallenge } from './login-challenges.service.ts';

/** Completes a sign-in whose password, mailed code or linked account was right. */
@Injectable()
export class MfaLoginService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly challenges: LoginChallengesService,
    private readonly codes: CodesService,
    private readonly mailCodes: EmailCodesService,
    private readonly signIn: SignInService,
    private readonly lockout: LockoutService,
    private readonly securityEvents: SecurityEventsService,
  ) {}

  /**
   * Verifies a code from the app or a backup code.
   * @throws AppError CHALLENGE_INVALID: this browser has no open challenge. INVALID_CODE, ACCOUNT_LOCKED.
   * MAIL_CONFIRMATION_REQUIRED: a code was mailed and is required, too.
   */
  async verify(client: ClientState, request: VerifyCodeRequest, context: RequestContext): Promise<SignedIn> {
    const challenge = await this.challenges.find(client, context);
    if (!challenge) throw new AppError('CHALLENGE_INVALID');
    const deviceId = this.signIn.deviceIdOf(client, challenge.user);
    const opened = await this.attempt(challenge, request, deviceId, context);
    return this.signIn.complete(opened, client, context);
  }

  private async attempt(
    challenge: OpenChallenge,
    request: VerifyCodeRequest,
    deviceId: string | null,
    context: RequestContext,
  ): Promise<OpenedSession> {
    const { userId, user } = challenge;
    const appCodes = await this.counterOf(challenge, request);
    const attempt = {
      factor: 'code',
      userId,
      identifier: user.username,
      deviceId,
      context,
      ...(appCodes && { appCodes }),
    } as const;
    try {
      const tokens = await this.lockout.attempt(attempt, async () => {
        await this.challenges.countAttempt(challenge);
        return this.prisma.$transaction((tx) => this.complete(tx, challenge, request.code, deviceId, context));
      });
      if (tokens) return tokens;
    } catch (error) {
      if (error instanceof AppError && error.code === 'MAIL_CONFIRMATION_REQUIRED')
        await this.mailCodes.send(challenge, context);
      throw error;
    }
    // This client knows the password, so the owner should be able to see the attempt.
    await this.securityEvents.record(this.prisma, { type: 'SECOND_FACTOR_FAILED', userId, sessionId: null, context });
    throw new AppError('INVALID_CODE');
  }

  /** Backup codes have 60 bits: nobody can guess them. A wrong mailed code counts as a separate attempt. */
  private async counterOf(
    challenge: OpenChallenge,
    { code, mailCode }: VerifyCodeRequest,
  ): Promise<'appCodes' | 'confirmedAppCodes' | null> {
    if (!isAppCode(code)) return null;
    if (mailCode === undefined) return 'appCodes';
    if (this.mailCodes.matches(challenge, mailCode)) return 'confirmedAppCodes';
    await this.challenges.countAttempt(challenge);
    throw new AppError('INVALID_CODE');
  }

  private async complete(
    tx: Prisma.TransactionClient,
    challenge: OpenChallenge,
    code: string,
    deviceId: string | null,
    context: RequestContext,
  ): Promise<OpenedSession | null> {
    const user = await this.challenges.lockUser(tx, challenge);
    if (!(await this.codes.accept(tx, user, code, context))) return null;
    await this.challenges.use(tx, challenge);
    const { provider, byEmailCode } = challenge;
    const proven = { deviceId, context, hasMfa: true };
    return this.signIn.open(tx, user, {
      ...proven,
      ...(provider === null ? { by: byEmailCode ? 'EMAIL_CODE' : 'PASSWORD' } : { by: 'IDENTITY', provider }),
    });
  }
}
