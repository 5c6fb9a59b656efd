import type { ProviderImage } from './provider-image.ts';

/** A user as a provider has just identified them. */
export interface ProvenIdentity {
  readonly issuer: string;
  /** The issuer's id for the user: never reassigned, and never changed. */
  readonly subject: string;
  /** Normalized like the addresses of accounts; null if the provider sends none, or none that an account could have. */
  readonly email: string | null;
  /** Whether the provider has verified that the address is theirs. */
  readonly emailVerified: boolean;
  /** Names at the provider, from which a username can be suggested. */
  readonly names: readonly string[];
  /** The image URL from the provider, in a form that can be stored; null if there is none or nobody could fetch it. */
  readonly imageUrl: string | null;
}

/** Binds a response to the request it belongs to. */
export interface AuthorizationSecrets {
  /** Comes back in the URL (RFC 6749, 10.12). */
  readonly state: string;
  /** Comes back in the ID token (OpenID Connect Core 1.0, 3.1.2.1). */
  readonly nonce: string;
  /** Redeems the code (RFC 7636); sent only to the provider's token endpoint. */
  readonly codeVerifier: string;
}

export interface AuthorizationOptions {
  /** Requires a new sign-in at the provider, even if the user is signed in there already. */
  readonly isFresh: boolean;
}

/** An external identity provider. */
export interface Provider {
  readonly id: string;
  readonly name: string;
  /** The image at a stored URL; null if this provider may not name that URL. */
  imageAt(url: string | null): ProviderImage | null;
  /** The URL to send the browser to. @throws AppError PROVIDER_UNAVAILABLE, IDENTITY_REJECTED. */
  authorizationUrl(secrets: AuthorizationSecrets, options: AuthorizationOptions): Promise<URL>;
  /**
   * Identifies the user who came back with this query.
   * @throws AppError PROVIDER_DECLINED, PROVIDER_UNAVAILABLE, IDENTITY_REJECTED.
   */
  identify(response: string, secrets: AuthorizationSecrets, options: AuthorizationOptions): Promise<ProvenIdentity>;
}
