import { Injectable } from '@nestjs/common';
import { type Reauthentication, stepUpMinutes, type StepUpRequest, type StepUpResult } from '@pixelboxx/shared';
import type { Prisma } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Caller, Origin } from '../../platform/http/security/principal.ts';
import { lockAccount } from '../../users/index.ts';
import type { DeviceLookup } from '../login/known-device-cookies.ts';
import { LockoutService } from '../lockout/lockout.service.ts';
import { OwnPasswordService } from './password-confirmation.service.ts';
import { CodesService, isAppCode } from '../mfa/codes.service.ts';
import { SecondFactorsService } from '../mfa/mfa.service.ts';

const validMs = stepUpMinutes * 60_000;

/**
 * Fresh proof of who holds a session, for what a borrowed or stolen one must not do (OWASP ASVS 5.0: 7.5.1, 7.5.3).
 * Postgres is asked each time: such actions are rare, and no cache may be older than the proof.
 */
@Injectable()
export class StepUpService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly factors: SecondFactorsService,
    private readonly ownPassword: OwnPasswordService,
    private readonly codes: CodesService,
    private readonly lockout: LockoutService,
  ) {}

  /** @throws AppError STEP_UP_REQUIRED with the methods that would do. */
  async assertFresh({ sessionId, user }: Caller, demand: Reauthentication): Promise<void> {
    if (demand === 'with-mfa' && (await this.factors.requiredAfterPassword(user.id)).length === 0) return;
    if (!(await this.isFresh(sessionId))) throw await this.required(user.id);
  }

  /** Whether the holder of the session proved who they are a short while ago. */
  async isFresh(sessionId: string): Promise<boolean> {
    const since = new Date(Date.now() - validMs);
    return (await this.prisma.session.count({ where: { id: sessionId, steppedUpAt: { gt: since } } })) > 0;
  }

  /**
   * The password is no proof where a second factor is enabled: a thief of both session and password could disable it.
   * @throws AppError WRONG_PASSWORD, INVALID_CODE, STEP_UP_REQUIRED, MAIL_CONFIRMATION_REQUIRED (which signing in anew
   * gets past), RATE_LIMITED, ACCOUNT_LOCKED, OVERLOADED.
   */
  async prove(
    caller: Caller,
    { password, code }: StepUpRequest,
    deviceIdOf: DeviceLookup,
    origin: Origin,
  ): Promise<StepUpResult> {
    if (password !== undefined) {
      const methods = await this.factors.forStepUp(caller.user.id);
      if (!methods.includes('PASSWORD')) throw new AppError('STEP_UP_REQUIRED', { details: { methods } });
      await this.ownPassword.confirm(caller.user.id, password);
      return this.mark(this.prisma, caller.sessionId);
    }
    const { id: userId, username: identifier } = caller.user;
    const owner = await this.prisma.user.findUnique({ where: { id: userId } });
    if (!owner) throw new AppError('UNAUTHENTICATED');
    const appCodes = isAppCode(code ?? '') ? ({ appCodes: 'appCodes' } as const) : {};
    const attempt = { factor: 'code', userId, identifier, deviceId: deviceIdOf(owner), origin, ...appCodes } as const;
    const proven = await this.lockout.attempt(attempt, () => this.proveByCode(caller, code ?? '', origin));
    if (!proven) throw new AppError('INVALID_CODE');
    return proven;
  }

  /** Notes that the holder of a session has just proven who they are. */
  async mark(db: Pick<Prisma.TransactionClient, 'session'>, sessionId: string): Promise<StepUpResult> {
    const now = new Date();
    await db.session.updateMany({ where: { id: sessionId }, data: { steppedUpAt: now } });
    return { validUntil: new Date(now.getTime() + validMs).toISOString() };
  }

  private proveByCode({ user: { id }, sessionId }: Caller, code: string, origin: Origin): Promise<StepUpResult | null> {
    return this.prisma.$transaction(async (tx) => {
      const user = await lockAccount(tx, id);
      if (!user) throw new AppError('UNAUTHENTICATED');
      return (await this.codes.accept(tx, user, code, origin)) ? this.mark(tx, sessionId) : null;
    });
  }

  private async required(userId: string): Promise<AppError> {
    return new AppError('STEP_UP_REQUIRED', { details: { methods: await this.factors.forStepUp(userId) } });
  }
}
