import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import {
  type Reauthentication,
  reauthenticationMinutes,
  type StepUpRequest,
  type StepUpResult,
} from '@pixelboxx/shared';
import type { Prisma } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Principal, RequestContext } from '../../platform/http/security/principal.ts';
import { lockAccount, type SessionOwner } from '../../users/index.ts';
import type { ClientState } from '../cookies/index.ts';
import { KnownDeviceCookies } from '../known-devices/index.ts';
import { LockoutService } from '../lockout/index.ts';
import { PasswordConfirmationService } from '../passwords/index.ts';
import { CodesService, hasEnabledCodes, isAppCode, MfaService } from '../mfa/index.ts';
import type { SessionProof } from '../sessions/index.ts';

const validMs = reauthenticationMinutes * 60_000;
/** More than the clocks of replicas differ. */
const clockSkewMs = 60_000;

/**
 * Demands fresh proof of the session's user for actions that a borrowed or stolen session must not do (OWASP ASVS 5.0:
 * 7.5.1, 7.5.3). Postgres is asked each time: such actions are rare, and no cache may be older than the proof.
 */
@Injectable()
export class ReauthenticationService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly factors: MfaService,
    private readonly passwordConfirmation: PasswordConfirmationService,
    private readonly codes: CodesService,
    private readonly lockout: LockoutService,
    private readonly devices: KnownDeviceCookies,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError STEP_UP_REQUIRED with the methods that are accepted. */
  async assertFresh({ sessionId, user }: Principal, demand: Reauthentication): Promise<void> {
    if (demand === 'with-mfa' && (await this.factors.requiredAfterPassword(user.id)).length === 0) return;
    if (!(await this.isFresh(sessionId))) throw await this.required(user.id);
  }

  /**
   * Whether the session's user proved their identity recently, by what is the whole proof now. A password given before
   * codes were enabled elsewhere no longer counts, or a thief who has it could disable the codes at once.
   */
  async isFresh(sessionId: string): Promise<boolean> {
    const nowMs = this.clock.nowMs();
    const since = new Date(nowMs - validMs);
    // A later proof is one from before the clock was set back: nobody knows how old it is.
    const until = new Date(nowMs + clockSkewMs);
    const [row] = await this.prisma.$queryRaw<[{ isFresh: boolean }]>`
      SELECT EXISTS (
        SELECT FROM sessions s
         WHERE s.id = ${sessionId}::uuid AND s.stepped_up_at > ${since}::timestamptz AND s.stepped_up_at <= ${until}::timestamptz
           AND (s.second_factor_at IS NOT NULL
                OR NOT EXISTS (SELECT FROM totp_factors t WHERE t.user_id = s.user_id AND t.enabled_at >= s.stepped_up_at))
      ) AS "isFresh"`;
    return row.isFresh;
  }

  /**
   * The password is no proof if a second factor is enabled: a thief of both session and password could disable it.
   * @throws AppError WRONG_PASSWORD, INVALID_CODE, STEP_UP_REQUIRED, MAIL_CONFIRMATION_REQUIRED (signing in again
   * avoids it), RATE_LIMITED, ACCOUNT_LOCKED, OVERLOADED.
   */
  async prove(
    principal: Principal,
    { password, code }: StepUpRequest,
    client: ClientState,
    context: RequestContext,
  ): Promise<StepUpResult> {
    if (password !== undefined) {
      const methods = await this.factors.forReauthentication(principal.user.id);
      if (!methods.includes('PASSWORD')) throw new AppError('STEP_UP_REQUIRED', { details: { methods } });
      return this.proveByPassword(principal, password);
    }
    const { id: userId, username: identifier } = principal.user;
    const owner = await this.prisma.user.findUnique({ where: { id: userId } });
    if (!owner) throw new AppError('UNAUTHENTICATED');
    const deviceId = this.devices.deviceIdOf(client, owner);
    const appCodes = isAppCode(code ?? '') ? ({ appCodes: 'appCodes' } as const) : {};
    const attempt = { factor: 'code', userId, identifier, deviceId, context, ...appCodes } as const;
    const proven = await this.lockout.attempt(attempt, () => this.proveByCode(principal, code ?? '', context));
    if (!proven) throw new AppError('INVALID_CODE');
    return proven;
  }

  /** Records that the session's user has just proven their identity. */
  async mark(
    db: Pick<Prisma.TransactionClient, 'session'>,
    sessionId: string,
    { hasMfa }: SessionProof,
  ): Promise<StepUpResult> {
    const now = this.clock.now();
    const data = { reauthenticatedAt: now, ...(hasMfa && { mfaProvenAt: now }) };
    await db.session.updateMany({ where: { id: sessionId }, data });
    return { validUntil: new Date(now.getTime() + validMs).toISOString() };
  }

  /**
   * The same for a proof that is enough while no second factor is enabled. The caller holds the account's lock;
   * otherwise a factor enabled at this moment would be older than the proof, which would then bypass it.
   * @returns null, with nothing recorded, if one is enabled by now: the caller ends the transaction and refuses
   */
  async markWithoutMfa(
    tx: Prisma.TransactionClient,
    { user: { id: userId }, sessionId }: SessionOwner,
  ): Promise<StepUpResult | null> {
    return (await hasEnabledCodes(tx, userId)) ? null : this.mark(tx, sessionId, { hasMfa: false });
  }

  /** STEP_UP_REQUIRED with the methods that are accepted. Do not call it in a transaction: it uses its own connection. */
  async required(userId: string): Promise<AppError> {
    return new AppError('STEP_UP_REQUIRED', { details: { methods: await this.factors.forReauthentication(userId) } });
  }

  private async proveByPassword(principal: Principal, password: string): Promise<StepUpResult> {
    const confirmed = await this.passwordConfirmation.confirm(principal.user.id, password);
    const proven = await this.prisma.$transaction(async (tx) => {
      await this.passwordConfirmation.lockConfirmed(tx, confirmed, principal);
      return this.markWithoutMfa(tx, principal);
    });
    if (!proven) throw await this.required(confirmed.id);
    return proven;
  }

  private proveByCode(
    { user: { id }, sessionId }: Principal,
    code: string,
    context: RequestContext,
  ): Promise<StepUpResult | null> {
    return this.prisma.$transaction(async (tx) => {
      const user = await lockAccount(tx, id);
      if (!user) throw new AppError('UNAUTHENTICATED');
      return (await this.codes.accept(tx, user, code, context)) ? this.mark(tx, sessionId, { hasMfa: true }) : null;
    });
  }
}
