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

/** Uses passkeys to sign in, to complete a sign-in by password, and to reauthenticate. */
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
   * Completes this browser's waiting sign-in by password if the passkey is of the same user. Otherwise signs in by the
   * passkey alone, which must then have verified its user.
   * @throws AppError CHALLENGE_INVALID, PASSKEY_REJECTED; SIGN_IN_METHOD_DISABLED if sign-in by passkey alone is not
   * offered.
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

  /** @throws AppError CHALLENGE_INVALID, PASSKEY_REJECTED, also for another user's passkey. */
  async stepUp(principal: Principal, json: WebAuthnJson, context: RequestContext): Promise<StepUpResult> {
    const { passkey, userVerified } = await this.assertions.verify(json, context);
    if (passkey.userId !== principal.user.id) throw new AppError('PASSKEY_REJECTED');
    return this.prisma.$transaction(async (tx) => {
      await lockPrincipal(tx, principal);
      // Removed meanwhile: after its removal, a passkey proves nothing.
      if ((await tx.passkey.count({ where: { id: passkey.id } })) === 0) throw new AppError('PASSKEY_REJECTED');
      // The session's password may have been typed long ago, so a key that did not verify its user is one factor, not two.
      return this.reauthentications.mark(tx, principal.sessionId, { hasMfa: userVerified });
    });
  }

  private async lockUser(
    tx: Prisma.TransactionClient,
    { id, userId, createdAt }: Passkey,
    completed: SignInChallenge | null,
  ): Promise<User> {
    const user = completed ? await this.challenges.lockUser(tx, completed) : await lockAccount(tx, userId);
    // The passkey was removed, or its owner suspended, since the signature was checked.
    const isGone = (await tx.passkey.count({ where: { id } })) === 0;
    if (!user || user.suspendedAt || isGone || isSuspect(user, createdAt)) throw new AppError('PASSKEY_REJECTED');
    if (completed) await this.challenges.use(tx, completed);
    return user;
  }
}
