import { Email, Text } from '@pixelboxx/shared';
import type { Clock } from '@pixelboxx/node-kit';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
} from 'openid-client';
import { z } from 'zod';
import type { OpenIdConfig } from '../../../platform/config/identity-providers.ts';
import type { AuthorizationOptions, AuthorizationSecrets, Provider, ProvenIdentity } from './provider.ts';
import { providerImage, type ProviderImage } from './provider-image.ts';
import { ProviderFailure } from './provider-failures.ts';
import { providerFetch } from './provider-fetch.ts';

/** How long a provider's metadata counts as current; older metadata is used while the provider is unavailable. */
const believedMs = 3_600_000;
const usableMs = 24 * believedMs;
/** Pause after a failure, so that not every sign-in queries a provider that does not respond. */
const pauseMs = 5_000;
/** The maximum age, in seconds, of a sign-in at the provider that counts as fresh. */
const freshSeconds = 300;

/** The claims we read from an ID token and from the userinfo response. */
const Claims = z.object({
  // As long as the columns: two different values must not be stored as the same one.
  iss: Text.min(1).max(255),
  sub: Text.min(1).max(255),
  email: z.string().max(1024).optional().catch(undefined),
  // Strings are not accepted: only `true` means yes in the standard.
  email_verified: z.literal(true).optional().catch(undefined),
  preferred_username: z.string().max(255).optional().catch(undefined),
  nickname: z.string().max(255).optional().catch(undefined),
  name: z.string().max(255).optional().catch(undefined),
  picture: z.string().optional().catch(undefined),
});
type Claims = z.infer<typeof Claims>;

interface Known {
  readonly configuration: Configuration;
  readonly sinceMs: number;
}

/** A provider with OpenID Connect, which publishes its own metadata (Discovery 1.0). */
export class OpenIdProvider implements Provider {
  readonly id: string;
  readonly name: string;
  private known: Known | null = null;
  private asking: Promise<Known> | null = null;
  private failure: { readonly error: ProviderFailure; readonly sinceMs: number } | null = null;

  constructor(
    private readonly config: OpenIdConfig,
    private readonly redirectUri: string,
    private readonly clock: Clock,
  ) {
    this.id = config.id;
    this.name = config.name;
  }

  imageAt(url: string | null): ProviderImage | null {
    return this.config.tellsImage ? providerImage(url, new URL(this.config.issuer).origin) : null;
  }

  async authorizationUrl(
    { state, nonce, codeVerifier }: AuthorizationSecrets,
    { isFresh }: AuthorizationOptions,
  ): Promise<URL> {
    const url = buildAuthorizationUrl(await this.configuration(), {
      redirect_uri: this.redirectUri,
      scope: ['openid', ...this.config.scopes].join(' '),
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      ...(isFresh && { prompt: 'login', max_age: '0' }),
    });
    return url;
  }

  async identify(
    response: string,
    { state, nonce, codeVerifier }: AuthorizationSecrets,
    { isFresh }: AuthorizationOptions,
  ): Promise<ProvenIdentity> {
    const configuration = await this.configuration();
    const tokens = await authorizationCodeGrant(configuration, new URL(`${this.redirectUri}?${response}`), {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: codeVerifier,
      idTokenExpected: true,
      ...(isFresh && this.config.tellsAuthTime && { maxAge: freshSeconds }),
    });
    const claims = Claims.safeParse(tokens.claims());
    if (!claims.success) throw new ProviderFailure('IDENTITY_REJECTED', 'Claims that cannot be kept');
    return this.identityOf(await this.completed(configuration, tokens.access_token, claims.data));
  }

  /** Many providers return an email address only from userinfo, with the access token. */
  private async completed(configuration: Configuration, accessToken: string, claims: Claims): Promise<Claims> {
    const { userinfo_endpoint: endpoint } = configuration.serverMetadata();
    if (claims.email !== undefined || endpoint === undefined || !this.config.scopes.includes('email')) return claims;
    const said = await fetchUserInfo(configuration, accessToken, claims.sub);
    const completed = Claims.safeParse({ ...said, iss: claims.iss, sub: claims.sub });
    return completed.success ? completed.data : claims;
  }

  private identityOf(claims: Claims): ProvenIdentity {
    const email = Email.safeParse(claims.email);
    const names = [claims.preferred_username, claims.nickname, claims.name];
    return {
      issuer: claims.iss,
      subject: claims.sub,
      email: email.success ? email.data : null,
      emailVerified: email.success && claims.email_verified === true && this.config.vouchesForEmail,
      names: names.filter((name) => name !== undefined),
      imageUrl: this.imageAt(claims.picture ?? null)?.url.href ?? null,
    };
  }

  /** Concurrent callers share one request. */
  private async configuration(): Promise<Configuration> {
    const { known, failure } = this;
    if (known && this.clock.isWithin(believedMs, known.sinceMs)) return known.configuration;
    // Also after the clock was set back: it is used only while the provider is unavailable.
    const usable = known && this.clock.nowMs() - known.sinceMs < usableMs ? known : null;
    if (failure && this.clock.isWithin(pauseMs, failure.sinceMs)) {
      if (usable) return usable.configuration;
      throw failure.error;
    }
    this.asking ??= this.ask().finally(() => (this.asking = null));
    try {
      return (await this.asking).configuration;
    } catch (error) {
      if (usable) return usable.configuration;
      throw error;
    }
  }

  private async ask(): Promise<Known> {
    try {
      const issuer = new URL(this.config.issuer);
      const { clientId, clientSecret } = this.config;
      const configuration = await discovery(issuer, clientId, clientSecret, undefined, {
        [customFetch]: providerFetch({ home: issuer.hostname }),
        // Signing keys are fetched although the token comes directly from the provider (Core 1.0, 3.1.3.7, 6).
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- only marked, so that nobody takes it lightly: this machine alone
        execute: [enableNonRepudiationChecks, ...(issuer.protocol === 'http:' ? [allowInsecureRequests] : [])],
      });
      assertEndpoints(configuration);
      this.failure = null;
      this.known = { configuration, sinceMs: this.clock.nowMs() };
      return this.known;
    } catch (error) {
      const failure = new ProviderFailure('PROVIDER_UNAVAILABLE', 'Its description could not be read', {
        cause: error,
      });
      this.failure = { error: failure, sinceMs: this.clock.nowMs() };
      throw failure;
    }
  }
}

/** Browsers are sent to the authorization endpoint: it must be a web URL and not a script. */
function assertEndpoints(configuration: Configuration): void {
  const { authorization_endpoint: authorization, issuer } = configuration.serverMetadata();
  const allowed = new URL(issuer).protocol === 'http:' ? ['https:', 'http:'] : ['https:'];
  const url = URL.parse(authorization ?? '');
  if (!url || !allowed.includes(url.protocol)) throw new TypeError('No authorization endpoint');
}
