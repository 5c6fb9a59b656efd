import { Injectable } from '@nestjs/common';
import type { WebAuthnJson } from '@pixelboxx/shared';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import type { ClientState } from '../cookies/index.ts';
import { LoginChallengesService } from '../mfa/index.ts';
import { OptionalAuth } from '../sessions/index.ts';
import { PasskeyChallengesService } from './passkey-challenges.service.ts';
import { PasskeysService } from './passkeys.service.ts';
import { RelyingPartyService } from './relying-party.service.ts';

/** The options for an authenticator: the challenge to sign, and the accepted keys. */
@Injectable()
export class PasskeyOptionsService {
  constructor(
    private readonly passkeyChallenges: PasskeyChallengesService,
    private readonly passkeys: PasskeysService,
    private readonly relyingParty: RelyingPartyService,
    private readonly challenges: LoginChallengesService,
    private readonly optionalAuth: OptionalAuth,
  ) {}

  /**
   * Lists credentials only for a browser that has proven its user, by a password or a session: security keys that
   * cannot store a passkey need their credential id. Other browsers get no list.
   */
  async requestOptions(client: ClientState, context: RequestContext): Promise<WebAuthnJson> {
    const waiting = await this.challenges.find(client, context);
    const userId = waiting?.userId ?? (await this.optionalAuth.userIdOf(client));
    const challenge = await this.passkeyChallenges.issue('AUTHENTICATION', null);
    const allowed = userId === null ? null : await this.passkeys.rows(userId);
    return { ...(await this.relyingParty.requestOptions(challenge, allowed?.length ? allowed : null)) };
  }
}
