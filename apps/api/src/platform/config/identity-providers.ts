import { isLoopbackHost } from '@pixelboxx/node-kit';
import { z } from 'zod';

interface ClientConfig {
  /** Used in URLs and rows: `google`. */
  readonly id: string;
  /** The name that users know. */
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Publishes its metadata at its issuer (OpenID Connect Discovery 1.0). */
export interface OpenIdConfig extends ClientConfig {
  readonly kind: 'openid';
  readonly issuer: string;
  readonly scopes: readonly string[];
  /** Returns the time of sign-in (`auth_time`) when asked: without it, no proof from this provider counts as fresh. */
  readonly tellsAuthTime: boolean;
  /** Its `email_verified` can be trusted. */
  readonly vouchesForEmail: boolean;
  /** Its `picture` is a URL that anyone may fetch. */
  readonly tellsImage: boolean;
}

/** Supports OAuth 2.0 only. `url`: that of GitHub itself or of a GitHub Enterprise Server. */
export interface GitHubConfig extends ClientConfig {
  readonly kind: 'github';
  readonly url: string;
}

export type IdentityProviderConfig = OpenIdConfig | GitHubConfig;

const github = 'https://github.com';

const providerUrl = z
  .string()
  .refine((value) => URL.canParse(value), { error: 'must be a URL' })
  .refine((value) => !URL.canParse(value) || isAcceptable(new URL(value)), {
    error: 'must start with https:// and have no credentials, query or fragment',
  });

const id = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, {
  error: 'must be lower-case letters, digits and hyphens, 32 at most',
});
const text = z.string({ error: 'must be a text' }).min(1, { error: 'must not be empty' }).max(4096);
const label = text.max(64);
const client = { clientId: text, clientSecret: text };
const named = { id: id.optional(), name: label.optional() };

const Google = z.strictObject({ preset: z.literal('google'), ...client, ...named });
const Apple = z.strictObject({ preset: z.literal('apple'), ...client, ...named });
const Microsoft = z.strictObject({
  preset: z.literal('microsoft'),
  tenant: z.string().regex(/^[\w.-]{1,100}$/, { error: 'must be an id, a domain, common, organizations or consumers' }),
  ...client,
  ...named,
});
const GitHub = z.strictObject({ preset: z.literal('github'), url: providerUrl.default(github), ...client, ...named });
const OpenId = z.strictObject({
  preset: z.literal('openid').default('openid'),
  id,
  name: label,
  issuer: providerUrl,
  scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,64}$/)).default(['email', 'profile']),
  tellsAuthTime: z.boolean().default(true),
  vouchesForEmail: z.boolean().default(true),
  tellsImage: z.boolean().default(true),
  ...client,
});

const presets = { google: Google, apple: Apple, microsoft: Microsoft, github: GitHub, openid: OpenId } as const;
const presetNames = Object.keys(presets).join(', ');

/**
 * The value of `OIDC_PROVIDERS`, which no other variable depends on. Faults name their position and contain no value,
 * because the values include secrets.
 */
export function readIdentityProviders(faults: string[], value: string | undefined): IdentityProviderConfig[] {
  if (value === undefined) return [];
  const entries = parseList(value);
  if (!entries) {
    faults.push('OIDC_PROVIDERS must be a JSON list of objects');
    return [];
  }
  const read = entries.flatMap((entry, index) => readEntry(faults, `OIDC_PROVIDERS[${index}]`, entry));
  const ids = read.map((provider) => provider.id);
  const twice = ids.findIndex((name, index) => ids.indexOf(name) !== index);
  if (twice >= 0) faults.push(`OIDC_PROVIDERS[${twice}].id is another provider’s, too`);
  return read;
}

function readEntry(faults: string[], at: string, entry: object): IdentityProviderConfig[] {
  const preset = 'preset' in entry ? entry.preset : 'openid';
  if (typeof preset !== 'string' || !Object.hasOwn(presets, preset)) {
    faults.push(`${at}.preset must be one of ${presetNames}`);
    return [];
  }
  const parsed = presets[preset as keyof typeof presets].safeParse(entry);
  if (parsed.success) return [configOf(parsed.data)];
  for (const issue of parsed.error.issues) {
    const path = issue.path.map((key) => `.${String(key)}`).join('');
    const isUnknown = issue.code === 'unrecognized_keys';
    faults.push(`${at}${path} ${isUnknown ? 'has fields that are not known' : issue.message}`);
  }
  return [];
}

type Entry = z.output<(typeof presets)[keyof typeof presets]>;

function configOf(entry: Entry): IdentityProviderConfig {
  const { clientId, clientSecret } = entry;
  const secrets = { clientId, clientSecret };
  switch (entry.preset) {
    case 'google':
      return {
        ...secrets,
        kind: 'openid',
        id: entry.id ?? 'google',
        name: entry.name ?? 'Google',
        issuer: 'https://accounts.google.com',
        scopes: ['email', 'profile'],
        tellsAuthTime: false,
        vouchesForEmail: true,
        tellsImage: true,
      };
    case 'apple':
      // With a scope Apple responds with a form post from its own site, which the api does not accept: its users type their e-mail.
      return {
        ...secrets,
        kind: 'openid',
        id: entry.id ?? 'apple',
        name: entry.name ?? 'Apple',
        issuer: 'https://appleid.apple.com',
        scopes: [],
        tellsAuthTime: false,
        vouchesForEmail: false,
        tellsImage: false,
      };
    case 'microsoft':
      // Administrators of a directory can set any e-mail there, so it proves nothing. Images require an access token of the user.
      return {
        ...secrets,
        kind: 'openid',
        id: entry.id ?? 'microsoft',
        name: entry.name ?? 'Microsoft',
        issuer: `https://login.microsoftonline.com/${entry.tenant}/v2.0`,
        scopes: ['email', 'profile'],
        tellsAuthTime: false,
        vouchesForEmail: false,
        tellsImage: false,
      };
    case 'github':
      return {
        ...secrets,
        kind: 'github',
        id: entry.id ?? 'github',
        name: entry.name ?? 'GitHub',
        url: new URL(entry.url).origin,
      };
    case 'openid':
      return {
        ...secrets,
        kind: 'openid',
        id: entry.id,
        name: entry.name,
        issuer: entry.issuer,
        scopes: entry.scopes.filter((scope) => scope !== 'openid'),
        tellsAuthTime: entry.tellsAuthTime,
        vouchesForEmail: entry.vouchesForEmail,
        tellsImage: entry.tellsImage,
      };
  }
}

function parseList(value: string): object[] | null {
  try {
    const parsed: unknown = JSON.parse(value);
    if (!Array.isArray(parsed)) return null;
    const isObject = (item: unknown): item is object => typeof item === 'object' && item !== null;
    return parsed.every(isObject) ? parsed : null;
  } catch {
    return null;
  }
}

/** Plain http only to this machine, for development. */
function isAcceptable({ protocol, hostname, username, password, search, hash }: URL): boolean {
  const isPrivate = protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname));
  return isPrivate && username === '' && password === '' && search === '' && hash === '';
}
