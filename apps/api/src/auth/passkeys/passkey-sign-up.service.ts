import { Injectable } from '@nestjs/common';
import type { PasskeySignUpOptionsRequest, PasskeySignUpRequest, WebAuthnJson } from '@pixelboxx/shared';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import type { ClientState } from '../cookies/index.ts';
import { SignInService } from '../known-devices/index.ts';
import type { SignedIn } from '../sessions/index.ts';
import { PasskeyAccountsService } from './passkey-accounts.service.ts';
import { PasskeyChallengesService } from './passkey-challenges.service.ts';
import { RelyingPartyService } from './relying-party.service.ts';
import { challengeIn, readAttestation } from './webauthn-responses.ts';

/** Sign-up with a passkey and no password. */
@Injectable()
export class PasskeySignUpService {
  constructor(
    private readonly challenges: PasskeyChallengesService,
    private readonly relyingParty: RelyingPartyService,
    private readonly accounts: PasskeyAccountsService,
    private readonly signIns: SignInService,
  ) {}

  /** @throws AppError VALIDATION_ERROR for a reserved name, USERNAME_TAKEN, EMAIL_TAKEN. */
  async options(request: PasskeySignUpOptionsRequest): Promise<WebAuthnJson> {
    await this.accounts.assertFree(request);
    const { userId, challenge } = await this.challenges.issueForSignUp();
    const user = { id: userId, username: request.username, displayName: null };
    return { ...(await this.relyingParty.creationOptions(user, challenge, [], { isFirst: true })) };
  }

  /**
   * The name and address can differ from those in the request for options.
   * @throws AppError CHALLENGE_INVALID; PASSKEY_REJECTED, also for one that did not verify its user; VALIDATION_ERROR,
   * USERNAME_TAKEN, EMAIL_TAKEN, RATE_LIMITED.
   */
  async signUp(request: PasskeySignUpRequest, client: ClientState, context: RequestContext): Promise<SignedIn> {
    const response = readAttestation(request.response);
    const challenge = challengeIn(response.response);
    const userId = await this.challenges.takeForSignUp(challenge);
    const { credential, credentialBackedUp: synced } = await this.relyingParty.verifyAttestation(response, challenge, {
      isFirst: true,
    });
    const { id: credentialId, publicKey, counter, transports = [] } = credential;
    const passkey = { name: request.name, credentialId, publicKey, counter, transports, synced };
    const opened = await this.accounts.create(userId, request, passkey, context);
    return this.signIns.complete(opened, client, context);
  }
}
