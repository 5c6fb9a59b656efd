import type { ProviderImage } from './provider-image.ts';

/** Somebody, as a provider has just said who they are. */
export interface ProvenIdentity {
  readonly issuer: string;
  /** As the issuer numbers its users: never given to another, and never changed. */
  readonly subject: string;
  /** In the form in which accounts have theirs; null where the provider says none that one could have. */
  readonly email: string | null;
  /** Whether the provider has made sure that the e-mail is theirs. */
  readonly emailVerified: boolean;
  /** What they are called there, by which a username may be suggested. */
  readonly names: readonly string[];
  /** Where the provider says that their image is, in a form that may be kept; null where it says none that anybody could fetch. */
  readonly imageUrl: string | null;
}

/** What binds a response to the request it is for. */
export interface AuthorizationSecrets {
  /** Comes back in the address (RFC 6749, 10.12). */
  readonly state: string;
  /** Comes back in the ID token (OpenID Connect Core 1.0, 3.1.2.1). */
  readonly nonce: string;
  /** Redeems the code (RFC 7636); leaves only to the provider’s token endpoint. */
  readonly codeVerifier: string;
}

export interface AuthorizationOptions {
  /** Whoever holds the browser shall sign in there now, also where they are signed in already. */
  readonly isFresh: boolean;
}

/** Somebody else who can say who a person is. */
export interface Provider {
  readonly id: string;
  readonly name: string;
  /** An image by its kept address; null where it is none of those that this provider may name. */
  imageAt(url: string | null): ProviderImage | null;
  /** Where the browser goes. @throws AppError PROVIDER_UNAVAILABLE, IDENTITY_REJECTED. */
  authorizationUrl(secrets: AuthorizationSecrets, options: AuthorizationOptions): Promise<URL>;
  /**
   * Who came back with this query.
   * @throws AppError PROVIDER_DECLINED, PROVIDER_UNAVAILABLE, IDENTITY_REJECTED.
   */
  identify(response: string, secrets: AuthorizationSecrets, options: AuthorizationOptions): Promise<ProvenIdentity>;
}
