import { Injectable } from '@nestjs/common';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
  VerifiedAuthenticationResponse,
  VerifiedRegistrationResponse,
} from '@simplewebauthn/server';
import type { Passkey, User } from '../../generated/prisma/client.ts';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { passkeyChallengeTtlMs } from './passkey-challenges.service.ts';

type Attested = NonNullable<VerifiedRegistrationResponse['registrationInfo']>;
type Asserted = VerifiedAuthenticationResponse['authenticationInfo'];

/** EdDSA, ES256, RS256: the algorithms that authenticators offer. */
const algorithms = [-8, -7, -257];

/**
 * This site as a WebAuthn relying party. Its identity comes only from `WEB_ORIGIN`, never from a request, so a passkey
 * is useless on a site that imitates ours. The library is loaded at the first use, as few requests need it.
 */
@Injectable()
export class RelyingPartyService {
  private readonly origin: string;
  private readonly id: string;

  constructor(@InjectConfig() config: Config) {
    this.origin = config.http.webOrigin;
    this.id = new URL(this.origin).hostname;
  }

  /** `isFirst`: this passkey is the only way into its account, so it must be discoverable and must verify its user. */
  async creationOptions(
    user: Pick<User, 'id' | 'username' | 'displayName'>,
    challenge: Buffer<ArrayBuffer>,
    existing: readonly Passkey[],
    { isFirst = false } = {},
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const { generateRegistrationOptions } = await import('@simplewebauthn/server');
    return generateRegistrationOptions({
      rpName: 'Pixelboxx',
      rpID: this.id,
      userName: user.username,
      userDisplayName: user.displayName ?? user.username,
      userID: userHandleOf(user.id),
      challenge,
      timeout: passkeyChallengeTtlMs,
      attestationType: 'none',
      excludeCredentials: existing.map(descriptorOf),
      authenticatorSelection: isFirst
        ? { residentKey: 'required', userVerification: 'required' }
        : { residentKey: 'preferred', userVerification: 'preferred' },
      supportedAlgorithmIDs: algorithms,
    });
  }

  /** `allowed` null: the authenticator can choose any passkey of this site, and must then verify its user. */
  async requestOptions(
    challenge: Buffer<ArrayBuffer>,
    allowed: readonly Passkey[] | null,
  ): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const { generateAuthenticationOptions } = await import('@simplewebauthn/server');
    return generateAuthenticationOptions({
      rpID: this.id,
      challenge,
      timeout: passkeyChallengeTtlMs,
      userVerification: allowed ? 'preferred' : 'required',
      ...(allowed && { allowCredentials: allowed.map(descriptorOf) }),
    });
  }

  /** @throws AppError PASSKEY_REJECTED unless it was made on this site, for this challenge. */
  async verifyAttestation(
    response: RegistrationResponseJSON,
    challenge: string,
    { isFirst = false } = {},
  ): Promise<Attested> {
    const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
    const { registrationInfo } = await rejecting(() =>
      verifyRegistrationResponse({
        response,
        expectedChallenge: challenge,
        expectedOrigin: this.origin,
        expectedRPID: this.id,
        requireUserVerification: isFirst,
        supportedAlgorithmIDs: algorithms,
      }),
    );
    if (!registrationInfo) throw new AppError('PASSKEY_REJECTED');
    return registrationInfo;
  }

  /**
   * Checks the signature but not the counter, which the database decides once the signer is known.
   * @throws AppError PASSKEY_REJECTED unless it was signed by this passkey, on this site, for this challenge.
   */
  async verifyAssertion(response: AuthenticationResponseJSON, challenge: string, passkey: Passkey): Promise<Asserted> {
    const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
    const { userHandle } = response.response;
    const own = Buffer.from(userHandleOf(passkey.userId)).toString('base64url');
    if (userHandle !== undefined && userHandle !== own) throw new AppError('PASSKEY_REJECTED');
    const { verified, authenticationInfo } = await rejecting(() =>
      verifyAuthenticationResponse({
        response,
        expectedChallenge: challenge,
        expectedOrigin: this.origin,
        expectedRPID: this.id,
        requireUserVerification: false,
        credential: { id: passkey.credentialId, publicKey: Uint8Array.from(passkey.publicKey), counter: 0 },
      }),
    );
    if (!verified) throw new AppError('PASSKEY_REJECTED');
    return authenticationInfo;
  }
}

/** The account id that an authenticator stores: no name or address (WebAuthn Level 3, 14.6.1). */
function userHandleOf(userId: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(userId.replaceAll('-', ''), 'hex'));
}

function descriptorOf({ credentialId, transports }: Passkey): { id: string; transports: string[] } {
  return { id: credentialId, transports };
}

/** The library throws for anything wrong with a response; all of that is the client's fault. */
async function rejecting<Result>(verify: () => Promise<Result>): Promise<Result> {
  try {
    return await verify();
  } catch (cause) {
    throw new AppError('PASSKEY_REJECTED', { cause });
  }
}
