import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { WebAuthnJson } from '@pixelboxx/shared';
import type { Passkey } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { SecurityEventsService } from '../activity/index.ts';
import { PasskeyChallengesService } from './passkey-challenges.service.ts';
import { RelyingPartyService } from './relying-party.service.ts';
import { challengeIn, readAssertion } from './webauthn-responses.ts';

export interface ProvenPasskey {
  readonly passkey: Passkey;
  /** The authenticator asked for a PIN, a fingerprint or a face: two factors in one. */
  readonly userVerified: boolean;
}

/** Verifies that a client holds a passkey, for any purpose. */
@Injectable()
export class AssertionsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly challenges: PasskeyChallengesService,
    private readonly relyingParty: RelyingPartyService,
    private readonly securityEvents: SecurityEventsService,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError CHALLENGE_INVALID, PASSKEY_REJECTED. */
  async verify(json: WebAuthnJson, context: RequestContext): Promise<ProvenPasskey> {
    const response = readAssertion(json);
    const challenge = challengeIn(response.response);
    await this.challenges.take('AUTHENTICATION', null, challenge);
    const passkey = await this.prisma.passkey.findUnique({ where: { credentialId: response.id } });
    if (!passkey) throw new AppError('PASSKEY_REJECTED');
    const asserted = await this.relyingParty.verifyAssertion(response, challenge, passkey);
    await this.advance(passkey, asserted, context);
    return { passkey, userVerified: asserted.userVerified };
  }

  /**
   * A counter that does not grow means that the key exists twice (WebAuthn Level 3, 6.1.1). The database compares, so
   * if a key and its copy are used at once, one is refused. Authenticators that do not count always report 0.
   */
  private async advance(
    { id, userId }: Passkey,
    { newCounter, credentialBackedUp }: { newCounter: number; credentialBackedUp: boolean },
    context: RequestContext,
  ): Promise<void> {
    const { count } = await this.prisma.passkey.updateMany({
      where: { id, counter: newCounter === 0 ? 0 : { lt: newCounter } },
      data: { counter: newCounter, synced: credentialBackedUp, lastUsedAt: this.clock.now() },
    });
    if (count === 1) return;
    await this.securityEvents.record(this.prisma, { type: 'PASSKEY_REFUSED', userId, sessionId: null, context });
    throw new AppError('PASSKEY_REJECTED');
  }
}
