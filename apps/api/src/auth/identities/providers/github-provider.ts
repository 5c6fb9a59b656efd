import { Email } from '@pixelboxx/shared';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  Configuration,
  customFetch,
  fetchProtectedResource,
} from 'openid-client';
import { z } from 'zod';
import type { GitHubConfig } from '../../../platform/config/identity-providers.ts';
import type { AuthorizationOptions, AuthorizationSecrets, Provider, ProvenIdentity } from './provider.ts';
import { providerImage, type ProviderImage } from './provider-image.ts';
import { ProviderFailure } from './provider-failures.ts';
import { providerFetch } from './provider-fetch.ts';

/** `id` is never reassigned; `login` can be, after its user is renamed. */
const GitHubUser = z.object({
  id: z.int().positive(),
  login: z.string().max(255),
  name: z.string().max(255).nullish(),
  avatar_url: z.string().nullish().catch(null),
});
const GitHubEmails = z.array(z.object({ email: z.string().max(1024), primary: z.boolean(), verified: z.boolean() }));

/**
 * GitHub speaks OAuth 2.0 but not OpenID Connect. There is no ID token; its own API identifies the user, called with
 * the access token that the code was exchanged for. That token was issued to this client, for a code that only it can
 * redeem.
 */
export class GitHubProvider implements Provider {
  readonly id: string;
  readonly name: string;
  private readonly origin: string;
  private readonly issuer: string;
  private readonly api: string;
  private readonly configuration: Configuration;

  constructor(
    { id, name, url, clientId, clientSecret }: GitHubConfig,
    private readonly redirectUri: string,
  ) {
    this.id = id;
    this.name = name;
    this.origin = new URL(url).origin;
    // Its own name in `iss` (RFC 9207), if it sends one.
    this.issuer = `${url}/login/oauth`;
    this.api = url === 'https://github.com' ? 'https://api.github.com' : `${url}/api/v3`;
    const server = {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/access_token`,
    };
    this.configuration = new Configuration(server, clientId, clientSecret);
    this.configuration[customFetch] = providerFetch({ home: new URL(url).hostname });
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- never taken away: only marked, for such a machine alone
    if (url.startsWith('http:')) allowInsecureRequests(this.configuration);
  }

  imageAt(url: string | null): ProviderImage | null {
    return providerImage(url, this.origin);
  }

  /** GitHub cannot be asked for a new sign-in, and does not report when the last one was. */
  async authorizationUrl({ state, codeVerifier }: AuthorizationSecrets, _options: AuthorizationOptions): Promise<URL> {
    return buildAuthorizationUrl(this.configuration, {
      redirect_uri: this.redirectUri,
      scope: 'read:user user:email',
      state,
      code_challenge: await calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    });
  }

  async identify(response: string, { state, codeVerifier }: AuthorizationSecrets): Promise<ProvenIdentity> {
    const { access_token: accessToken } = await authorizationCodeGrant(
      this.configuration,
      new URL(`${this.redirectUri}?${response}`),
      { expectedState: state, pkceCodeVerifier: codeVerifier },
    );
    const user = await this.read(accessToken, '/user', GitHubUser);
    const emails = await this.read(accessToken, '/user/emails', GitHubEmails);
    const primary = emails.find((entry) => entry.primary);
    const email = Email.safeParse(primary?.email);
    return {
      issuer: this.issuer,
      subject: String(user.id),
      email: email.success ? email.data : null,
      emailVerified: email.success && primary?.verified === true,
      names: [user.login, user.name].filter((name) => typeof name === 'string'),
      imageUrl: this.imageAt(user.avatar_url ?? null)?.url.href ?? null,
    };
  }

  private async read<Schema extends z.ZodType>(
    accessToken: string,
    path: string,
    schema: Schema,
  ): Promise<z.output<Schema>> {
    const headers = new Headers({ accept: 'application/vnd.github+json', 'user-agent': 'Pixelboxx' });
    const url = new URL(`${this.api}${path}`);
    const response = await fetchProtectedResource(this.configuration, accessToken, url, 'GET', null, headers);
    if (!response.ok) throw new ProviderFailure('IDENTITY_REJECTED', `Status ${response.status}`, { cause: response });
    const parsed = schema.safeParse(await response.json());
    if (!parsed.success) throw new ProviderFailure('IDENTITY_REJECTED', 'Another form than is known');
    return parsed.data;
  }
}
