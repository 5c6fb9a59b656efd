// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- whoever imports this elsewhere includes no declarations of here
/// <reference path="./oidc-provider.d.ts" />
import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import Provider from 'oidc-provider';
import { findFreePort } from './network/ports.ts';

/** A user with an account at the provider. */
export interface Somebody {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: unknown;
  readonly name?: string;
  readonly preferred_username?: string;
  readonly picture?: unknown;
}

type Claims = Record<string, unknown>;
type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export const clientId = 'pixelboxx';
export const clientSecret = 'a secret that the provider gave us';

const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const genuine = rsa();
const foreign = rsa();

/**
 * A certified OpenID provider on its own port, whose users sign in without any prompt. Tests can alter its output to
 * simulate a hostile or broken provider: `claims` and `key` of its ID tokens, its documents, single URLs.
 */
export class OpenIdServer {
  /** The user in front of the browser; null declines. */
  somebody: Somebody | null = null;
  /** The users for requests that name one with `login_hint`, for several at the same time. */
  readonly users = new Map<string, Somebody>();
  /** Alters the claims of ID tokens. */
  claims: (genuine: Claims) => Claims = (claims) => claims;
  key: KeyObject = genuine.privateKey;
  /** Alters documents and responses, by path. */
  readonly altered = new Map<string, (genuine: Claims) => Claims>();
  /** Handlers that replace the provider, by path. */
  readonly handlers = new Map<string, Handler>();
  readonly asked: string[] = [];
  private server: Server | undefined;
  private port = 0;

  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The value for `OIDC_PROVIDERS`. */
  get config(): object {
    return { id: this.id, name: `The ${this.id}`, issuer: this.url, clientId, clientSecret };
  }

  /** Reserves a port, so that its URL is known from here on. */
  async reserve(): Promise<void> {
    this.port ||= await findFreePort();
  }

  /** Does nothing if it runs already. */
  async start(redirectUri: string): Promise<void> {
    if (this.server) return;
    await this.reserve();
    const provider = this.provider(redirectUri);
    const callback = provider.callback();
    this.server = createServer((request, response) => {
      const path = URL.parse(request.url ?? '', this.url)?.pathname ?? '';
      this.asked.push(path);
      const handler = this.handlers.get(path);
      if (handler) handler(request, response);
      else if (path.startsWith('/interaction/')) void this.signIn(provider, request, response);
      else void callback(request, response);
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = undefined;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  /** Removes all alterations. */
  reset(): void {
    this.users.clear();
    this.claims = (claims) => claims;
    this.key = genuine.privateKey;
    this.altered.clear();
    this.handlers.clear();
  }

  /** From here on somebody else signs what only the provider could sign. */
  loseKey(): void {
    this.key = foreign.privateKey;
  }

  private provider(redirectUri: string): Provider {
    const jwk = { ...genuine.privateKey.export({ format: 'jwk' }), kid: 'genuine', use: 'sig', alg: 'RS256' };
    const provider = new Provider(this.url, {
      clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
      clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
      jwks: { keys: [jwk] },
      cookies: { keys: ['of the tests'] },
      claims: {
        openid: ['sub'],
        email: ['email', 'email_verified'],
        profile: ['name', 'picture', 'preferred_username'],
      },
      features: { devInteractions: { enabled: false } },
      ttl: Object.fromEntries(
        ['AccessToken', 'AuthorizationCode', 'Grant', 'IdToken', 'Interaction', 'Session'].map((kind) => [kind, 600]),
      ),
      pkce: { required: () => true },
      interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
      findAccount: (_context: unknown, accountId: string) => ({
        accountId,
        claims: () => this.users.get(accountId) ?? this.somebody ?? { sub: accountId },
      }),
      loadExistingGrant: async ({ oidc }: { oidc: Record<'client' | 'session', Record<string, string>> }) => {
        const grant = new provider.Grant({ clientId: oidc.client['clientId'], accountId: oidc.session['accountId'] });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
    });
    provider.use(async (context, next) => {
      await next();
      const alter = this.altered.get(pathOf(context));
      if (alter) context.body = alter(context.body as Claims);
      if (context.oidc?.route === 'token') context.body = this.reissued(context.body as Claims);
    });
    return provider;
  }

  private async signIn(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { params } = await provider.interactionDetails(request, response);
    const somebody = this.users.get(String(params['login_hint'])) ?? this.somebody;
    const result = somebody
      ? { login: { accountId: somebody.sub } }
      : { error: 'access_denied', error_description: 'No <b>thanks</b>' };
    await provider.interactionFinished(request, response, result);
  }

  private reissued(body: Claims): Claims {
    const { id_token: token } = body;
    if (typeof token !== 'string') return body;
    const [head = '', payload = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
    const signed = `${head}.${Buffer.from(JSON.stringify(this.claims(claims))).toString('base64url')}`;
    const signature = createSign('RSA-SHA256').update(signed).sign(this.key).toString('base64url');
    return { ...body, id_token: `${signed}.${signature}` };
  }
}

/**
 * Follows a URL as a browser does, with its own cookies, until it redirects to `redirectUri`.
 * @returns the query of that redirect
 */
export async function walkThrough(url: string, redirectUri: string): Promise<string> {
  const cookies = new Map<string, string>();
  let address = url;
  for (let step = 0; step < 10; step += 1) {
    if (address.startsWith(`${redirectUri}?`)) return address.slice(redirectUri.length + 1);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(address, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`Led nowhere: ${response.status} ${await response.text()}`);
    address = new URL(location, address).href;
  }
  throw new Error('Led around in circles');
}

function pathOf(context: object): string {
  return 'path' in context && typeof context.path === 'string' ? context.path : '';
}
