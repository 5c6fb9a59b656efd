import { Injectable } from '@nestjs/common';
import type { StepUpResult, WebAuthnJson } from '@pixelboxx/shared';
import type { Passkey, Prisma, SignInChallenge, User } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Principal, RequestContext } from '../../platform/http/security/principal.ts';
import { lockAccount, lockPrincipal } from '../../users/index.ts';
import type { ClientState } from '../cookies/index.ts';
import { SignInService } from '../known-devices/index.ts';
import { LoginChallengesService } from '../mfa/index.ts';
import { ReauthenticationService } from '../reauthentication/index.ts';
import { SignInMethods } from '../passwords/index.ts';
import { isSuspect } from '../recovery/index.ts';
import type { SignedIn } from '../sessions/index.ts';
import { AssertionsService } from './assertions.service.ts';

/** What passkeys are for: signing in, completing a sign-in by password, and proving again who holds a session. */
@Injectable()
export class PasskeyLoginService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly assertions: AssertionsService,
    private readonly challenges: LoginChallengesService,
    private readonly signIns: SignInService,
    private readonly reauthentications: ReauthenticationService,
    private readonly methods: SignInMethods,
  ) {}

  /**
   * Completes the sign-in by password that waits in this browser, if the passkey is of the same user; else signs in by
   * the passkey alone, which must then have known its user.
   * @throws AppError CHALLENGE_INVALID, PASSKEY_REJECTED; SIGN_IN_METHOD_DISABLED where a passkey alone signs nobody in.
   */
  async signIn(json: WebAuthnJson, client: ClientState, context: RequestContext): Promise<SignedIn> {
    const waiting = await this.challenges.find(client, context);
    if (!waiting) this.methods.assertOffered('passkey');
    const { passkey, userVerified } = await this.assertions.verify(json, context);
    const completed = waiting?.userId === passkey.userId ? waiting : null;
    if (!completed) this.methods.assertOffered('passkey');
    if (!completed && !userVerified) throw new AppError('PASSKEY_REJECTED');
    const opened = await this.prisma.$transaction(async (tx) => {
      const owner = await this.lockUser(tx, passkey, completed);
      const deviceId = this.signIns.deviceIdOf(client, owner);
      return this.signIns.open(tx, owner, { by: 'PASSKEY', deviceId, context, hasMfa: true });
    });
    return this.signIns.complete(opened, client, context);
  }

  /** @throws AppError CHALLENGE_INVALID, PASSKEY_REJECTED, also for somebody else's passkey. */
  async stepUp(principal: Principal, json: WebAuthnJson, context: RequestContext): Promise<StepUpResult> {
    const { passkey, userVerified } = await this.assertions.verify(json, context);
    if (passkey.userId !== principal.user.id) throw new AppError('PASSKEY_REJECTED');
    return this.prisma.$transaction(async (tx) => {
      await lockPrincipal(tx, principal);
      // Removed meanwhile: whoever removed it said that it proves nothing any more.
      if ((await tx.passkey.count({ where: { id: passkey.id } })) === 0) throw new AppError('PASSKEY_REJECTED');
      // Of a session whose password was typed long ago, a key that does not know its user is one factor, not two.
      return this.reauthentications.mark(tx, principal.sessionId, { hasMfa: userVerified });
    });
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
