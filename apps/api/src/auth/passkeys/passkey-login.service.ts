import { Injectable } from '@nestjs/common';
import type { StepUpResult, WebAuthnJson } from '@pixelboxx/shared';
import type { FastifyRequest } from 'fastify';
import type { Passkey, Prisma, SignInChallenge, User } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Principal, RequestContext } from '../../platform/http/security/principal.ts';
import { lockAccount } from '../../users/index.ts';
import { ChallengeCookie } from '../mfa/challenge-cookie.ts';
import { LoginChallengesService } from '../mfa/login-challenges.service.ts';
import { ReauthenticationService } from '../reauthentication/reauthentication.service.ts';
import { OptionalAuth } from '../sessions/optional-auth.service.ts';
import type { DeviceLookup } from '../login/known-device-cookies.ts';
import type { OpenedSession } from '../sessions/sessions.service.ts';
import { SignInService } from '../login/sign-in.service.ts';
import { isSuspect } from '../recovery/suspect-period.ts';
import { AssertionsService } from './assertions.service.ts';
import { PasskeyChallengesService } from './passkey-challenges.service.ts';
import { PasskeysService } from './passkeys.service.ts';
import { RelyingPartyService } from './relying-party.service.ts';

/** What passkeys are for: signing in, completing a sign-in by password, and stepping up. */
@Injectable()
export class PasskeyLoginService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly assertions: AssertionsService,
    private readonly passkeyChallenges: PasskeyChallengesService,
    private readonly passkeys: PasskeysService,
    private readonly relyingParty: RelyingPartyService,
    private readonly challengeCookie: ChallengeCookie,
    private readonly challenges: LoginChallengesService,
    private readonly holder: OptionalAuth,
    private readonly signIns: SignInService,
    private readonly reauthentications: ReauthenticationService,
  ) {}

  /**
   * Names credentials only to a browser that has proven whose they are, by a password or a session: security keys that
   * cannot store a passkey need to be told theirs. To others it names nobody.
   */
  async requestOptions(request: FastifyRequest, origin: RequestContext): Promise<WebAuthnJson> {
    const waiting = await this.challenges.find(this.challengeCookie.read(request), origin);
    const userId = waiting?.userId ?? (await this.holder.userIdOf(request));
    const challenge = await this.passkeyChallenges.issue('AUTHENTICATION', null);
    const allowed = userId === null ? null : await this.passkeys.rows(userId);
    return { ...(await this.relyingParty.requestOptions(challenge, allowed?.length ? allowed : null)) };
  }

  /**
   * Completes the sign-in by password that waits in this browser, if the passkey is of the same user; else signs in by
   * the passkey alone, which must then have known its user.
   * @throws AppError CHALLENGE_INVALID, PASSKEY_REJECTED.
   */
  async signIn(
    json: WebAuthnJson,
    challengeToken: string | undefined,
    origin: RequestContext,
    deviceIdOf: DeviceLookup,
  ): Promise<OpenedSession> {
    const waiting = await this.challenges.find(challengeToken, origin);
    const { passkey, userVerified } = await this.assertions.verify(json, origin);
    const completed = waiting?.userId === passkey.userId ? waiting : null;
    if (!completed && !userVerified) throw new AppError('PASSKEY_REJECTED');
    return this.prisma.$transaction(async (tx) => {
      const user = await this.lockUser(tx, passkey, completed);
      return this.signIns.open(tx, user, { by: 'PASSKEY', deviceId: deviceIdOf(user), origin });
    });
  }

  /** @throws AppError CHALLENGE_INVALID, PASSKEY_REJECTED, also for somebody else's passkey. */
  async stepUp(principal: Principal, json: WebAuthnJson, origin: RequestContext): Promise<StepUpResult> {
    const { passkey } = await this.assertions.verify(json, origin);
    if (passkey.userId !== principal.user.id) throw new AppError('PASSKEY_REJECTED');
    return this.reauthentications.mark(this.prisma, principal.sessionId);
  }

  private async lockUser(
    tx: Prisma.TransactionClient,
    { id, userId, createdAt }: Passkey,
    completed: SignInChallenge | null,
  ): Promise<User> {
    const user = completed ? await this.challenges.lockUser(tx, completed) : await lockAccount(tx, userId);
    // Removed, or its owner suspended, since the signature was checked.
    const isGone = (await tx.passkey.count({ where: { id } })) === 0;
    if (!user || user.suspendedAt || isGone || isSuspect(user, createdAt)) throw new AppError('PASSKEY_REJECTED');
    if (completed) await this.challenges.use(tx, completed);
    return user;
  }
}
