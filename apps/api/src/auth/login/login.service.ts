import { Injectable } from '@nestjs/common';
import type { LoginRequest } from '@pixelboxx/shared';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { lockAccount } from '../../users/index.ts';
import type { ClientState } from '../cookies/index.ts';
import { type ProvenSignIn, SignInService } from '../known-devices/index.ts';
import { LockoutService, type SuccessParts } from '../lockout/index.ts';
import { hasEnabledCodes, LoginChallengesService, type LoginOutcome, MfaService } from '../mfa/index.ts';
import { PasswordRehash } from '../passwords/index.ts';
import type { OpenedSession } from '../sessions/index.ts';
import { type CheckedUser, PasswordCheckService } from './password-check.service.ts';

/** Sign-in by password. */
@Injectable()
export class LoginService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly passwords: PasswordCheckService,
    private readonly lockout: LockoutService,
    private readonly rehash: PasswordRehash,
    private readonly factors: MfaService,
    private readonly challenges: LoginChallengesService,
    private readonly signIns: SignInService,
  ) {}

  /**
   * A missing, suspended or deleted account and a wrong password all get the same response, in the same time.
   * @throws AppError INVALID_CREDENTIALS, ACCOUNT_LOCKED, OVERLOADED.
   */
  async login(
    { identifier, password }: LoginRequest,
    client: ClientState,
    context: RequestContext,
  ): Promise<LoginOutcome> {
    const account = await this.passwords.find(identifier, client);
    const { user, deviceId, isCounted } = account;
    const attempt = { factor: 'password', userId: user?.id ?? null, identifier, deviceId, context } as const;
    const verify = async (success: SuccessParts) => {
      const checked = await this.passwords.verify(account, password, context);
      return checked && { checked, outcome: await this.proceed(checked, success, client, context) };
    };
    const passed = await this.lockout.attempt(attempt, verify, { isCounted });
    if (!passed) throw new AppError('INVALID_CREDENTIALS');
    const { checked, outcome } = passed;
    if (checked.outdated) await this.rehash.replace(checked.user, password);
    return outcome;
  }

  /** The usual case, in one statement: the device is known and the password is enough. */
  private async proceed(
    checked: CheckedUser,
    success: SuccessParts,
    client: ClientState,
    context: RequestContext,
  ): Promise<LoginOutcome> {
    const { user, deviceId, former } = checked;
    const proven = { by: 'PASSWORD', deviceId, context, hasMfa: false } as const;
    const unless = this.factors.isRequiredAfterPassword(user.id);
    const known = { client, former, unless, always: success.parts() };
    const signedIn = await this.signIns.openOnKnownDevice(user, proven, known);
    if (signedIn) return { kind: 'signed-in', ...signedIn };
    return this.openOrChallenge(user, proven, client);
  }

  private async openOrChallenge(user: User, proven: ProvenSignIn, client: ClientState): Promise<LoginOutcome> {
    const { context } = proven;
    const opened = await this.prisma.$transaction((tx) => this.open(tx, user, proven));
    if (opened) return { kind: 'signed-in', ...(await this.signIns.complete(opened, client, context)) };
    const methods = await this.factors.requiredAfterPassword(user.id);
    // The factor was disabled in the meantime, so the password is enough.
    if (methods.length === 0) return this.openOrChallenge(user, proven, client);
    return { kind: 'challenged', methods, cookies: [await this.challenges.issue(user, context)] };
  }

  /**
   * Returns null if the password is not the whole proof. Checked under the account's lock: if codes were enabled at
   * this moment, they would be older than the session, which would then count as proof of them.
   */
  private async open(tx: Prisma.TransactionClient, user: User, proven: ProvenSignIn): Promise<OpenedSession | null> {
    await lockAccount(tx, user.id);
    return (await hasEnabledCodes(tx, user.id)) ? null : this.signIns.open(tx, user, proven);
  }
}
