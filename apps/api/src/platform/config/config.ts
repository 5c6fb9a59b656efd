import type { KeyObject } from 'node:crypto';
import { readSettingFiles } from '@pixelboxx/node-kit';
import {
  type TracingOptions,
  tracingOptions,
  type ErrorTrackingOptions,
  errorTrackingOptions,
} from '@pixelboxx/telemetry/settings';
import type { SignInMethod } from '@pixelboxx/shared';
import { resolve } from 'node:path';
import { z } from 'zod';
import { type KeyRing, parseKeyRing } from '../crypto/key-ring.ts';
import { type CdnConfig, readCdn } from './cdn-config.ts';
import { deepFreeze } from './deep-freeze.ts';
import { Environment } from './environment.ts';
import { type IdentityProviderConfig, readIdentityProviders } from './identity-providers.ts';
import { type MailReportsConfig, readMailReports } from './mail-reports-config.ts';
import { findProductionFaults } from './production.ts';
import { readKey, readPrivateKey, readPublicKey } from './signing-keys.ts';
import { readStorage, type S3Config } from './storage-config.ts';

export type { S3Config };

/** Invalid configuration. `faults` name every variable at fault and never contain a value. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The configuration is not valid:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** All settings, checked and structured. Injected wherever needed; nothing else reads the environment. */
export interface Config {
  readonly environment: 'development' | 'test' | 'production';
  readonly logLevel: Environment['LOG_LEVEL'];
  readonly dataDir: string;
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly webOrigin: string;
    /** Origins that may send credentials: the web's own and any others configured. */
    readonly allowedOrigins: readonly string[];
    readonly trustedProxies: readonly string[];
    /** Authenticates the web when it forwards requests; null if only addresses are trusted. */
    readonly proxySecret: KeyRing | null;
    readonly secureCookies: boolean;
    /** How long a stopping process still accepts requests, so that load balancers notice. */
    readonly drainMs: number;
  };
  /** Where this process exposes its metrics; null if it does not. Never an address that visitors can reach. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  /** Where traces are sent; null if nothing is traced. */
  readonly tracing: TracingOptions | null;
  /** Where unexpected errors are reported; null if they are only logged. */
  readonly errorTracking: ErrorTrackingOptions | null;
  /** `timeoutMs`: how long a request may wait for Postgres before it gets a 503. */
  readonly database: Record<'poolMax' | 'timeoutMs', number> & {
    readonly url: string;
    readonly preparedStatements: 'auto' | 'on' | 'off';
  };
  readonly redis: { readonly url: string; readonly timeoutMs: number } | null;
  /** Installations that share a NATS each have their own stream. */
  readonly nats: { readonly url: string; readonly streamName: string } | null;
  /** `reports`: who reports bounces and complaints; null if nobody does. */
  readonly mail: {
    readonly smtpUrl: string | null;
    readonly from: string;
    readonly reports: MailReportsConfig | null;
  };
  readonly aiService: { readonly url: string; readonly token: string | null } | null;
  /** `required`: only its owner sees an image until screening has approved it. */
  readonly screening: 'optional' | 'required';
  readonly clamav: { readonly host: string; readonly port: number } | null;
  readonly storage: S3Config | null;
  /** How many bytes of small images are cached in memory; 0 turns the cache off. */
  readonly objectCacheBytes: number;
  /** How the CDN in front of public objects is purged; null if none is. */
  readonly cdn: CdnConfig | null;
  readonly secrets: {
    readonly jwtPrivateKey: KeyObject;
    /** Further keys whose tokens are accepted: the next signing key and the previous one. */
    readonly jwtFurtherPublicKeys: readonly KeyObject[];
    /** Derives refresh tokens. */
    readonly refreshToken: KeyRing;
    readonly fileUrl: KeyRing;
    readonly deviceCookie: KeyRing;
    /** Encrypts values that must be read again: seeds of one-time codes. One key per purpose is derived from it. */
    readonly dataEncryption: KeyRing;
  };
  /** `required`: moderators and administrators are ordinary members in a session without a second factor. */
  readonly staff: { readonly mfa: 'required' | 'optional' };
  /** Providers for signing in besides passwords and passkeys, in the order in which they are offered. */
  readonly identityProviders: readonly IdentityProviderConfig[];
  /** `methods`: how users sign in without a provider. `unknownEmail`: what is mailed when a code is requested for an unknown address. */
  readonly signIn: { readonly methods: readonly SignInMethod[]; readonly unknownEmail: 'nothing' | 'invitation' };
  readonly passwords: {
    readonly minLength: number;
    readonly memoryKib: number;
    readonly iterations: number;
    readonly parallelism: number;
  };
  readonly uploads: {
    readonly maxBytes: number;
    readonly maxPixels: number;
    readonly maxFrames: number;
    /** The average rate that a sender must reach once `afterMs` have passed. */
    readonly minRate: { readonly bytesPerSecond: number; readonly afterMs: number };
    /** Bodies received at the same time: in this process, from one user, and from one address. */
    readonly receiving: { readonly max: number; readonly perUser: number; readonly perIp: number };
    /** How much one user may store. */
    readonly quotaBytes: number;
    readonly quotaCount: number;
  };
  /** How many days rows are kept that only serve investigations. */
  readonly retention: {
    /** After a session has ended. */
    readonly sessionDays: number;
    /** After a link in an email has expired, used or not. */
    readonly mailLinkDays: number;
    /** After a security event. */
    readonly securityEventDays: number;
    /** After an action of staff. */
    readonly auditDays: number;
  };
  /** `public`: webhooks are sent only by https to hosts on the internet. `any`: also by http, and into private networks. */
  readonly webhooks: { readonly targets: 'public' | 'any' };
  readonly rateLimitScale: number;
  /** When a proof of work is required, unless an administrator chose otherwise; more attempts per minute than this are an attack. */
  readonly abuse: { readonly proof: 'OFF' | 'AUTO' | 'ON'; readonly threshold: number };
}

/** DI token of the frozen `Config`. */
export const CONFIG = 'CONFIG';

/** Each of these may be in a file that `NAME_FILE` names. */
export const settingNames = Object.keys(Environment.shape);

/**
 * Reads and checks the whole environment at once.
 * @throws ConfigError listing every fault, so that one start shows everything to fix.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const { env: complete, faults: fileFaults } = readSettingFiles(env, settingNames);
  if (fileFaults.length > 0) throw new ConfigError(fileFaults);
  const present = Object.fromEntries(
    Object.entries(complete).filter(([, value]) => value !== undefined && value !== ''),
  );
  // Operators read the schema library's own messages, not those for users.
  const { localeError } = z.config();
  const parsed = Environment.safeParse(present, localeError && { error: localeError });
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path[0]?.toString()} ${reason(issue.message)}`));
  }
  const values = parsed.data;
  const faults: string[] = [];
  const jwtPrivateKey = readKey(faults, 'JWT_PRIVATE_KEY', values.JWT_PRIVATE_KEY, readPrivateKey);
  const jwtFurtherPublicKeys = (['JWT_NEXT_PUBLIC_KEY', 'JWT_PREVIOUS_PUBLIC_KEY'] as const).flatMap((name) => {
    const key = values[name] === undefined ? null : readKey(faults, name, values[name], readPublicKey);
    return key ? [key] : [];
  });
  const storage = readStorage(faults, values);
  const cdn = readCdn(faults, values);
  const identityProviders = readIdentityProviders(faults, values.OIDC_PROVIDERS);
  if (values.SIGN_IN_METHODS.every((method) => method === 'email-code') && identityProviders.length === 0) {
    faults.push(
      'SIGN_IN_METHODS needs password, passkey or OIDC_PROVIDERS beside email-code, by which nobody can sign up',
    );
  }
  const mailReports = readMailReports(faults, values.MAIL_REPORTS);
  if (values.SCREENING === 'required' && !values.AI_SERVICE_URL) faults.push('SCREENING=required needs AI_SERVICE_URL');
  if (values.NODE_ENV === 'production') faults.push(...findProductionFaults(values));
  if (faults.length > 0 || !jwtPrivateKey) throw new ConfigError(faults);
  return deepFreeze(
    structure(values, { storage, cdn, identityProviders, mailReports }, { jwtPrivateKey, jwtFurtherPublicKeys }),
  );
}

type SigningKeys = Pick<Config['secrets'], 'jwtPrivateKey' | 'jwtFurtherPublicKeys'>;

function structure(
  values: Environment,
  {
    mailReports,
    ...files
  }: Pick<Config, 'storage' | 'cdn' | 'identityProviders'> & {
    readonly mailReports: MailReportsConfig | null;
  },
  signing: SigningKeys,
): Config {
  return {
    environment: values.NODE_ENV,
    logLevel: values.LOG_LEVEL,
    dataDir: resolve(values.DATA_DIR),
    http: httpOf(values),
    metrics:
      values.API_METRICS_PORT === undefined ? null : { host: values.METRICS_HOST, port: values.API_METRICS_PORT },
    tracing: tracingOptions(values),
    errorTracking: errorTrackingOptions(values),
    database: {
      url: values.DATABASE_URL,
      poolMax: values.DATABASE_POOL_MAX,
      timeoutMs: values.DATABASE_TIMEOUT_MS,
      preparedStatements: values.DATABASE_PREPARED_STATEMENTS,
    },
    redis: values.REDIS_URL ? { url: values.REDIS_URL, timeoutMs: values.REDIS_TIMEOUT_MS } : null,
    nats: values.NATS_URL ? { url: values.NATS_URL, streamName: values.NATS_STREAM } : null,
    mail: { smtpUrl: values.SMTP_URL ?? null, from: values.MAIL_FROM, reports: mailReports },
    aiService: values.AI_SERVICE_URL ? { url: values.AI_SERVICE_URL, token: values.AI_SERVICE_TOKEN ?? null } : null,
    screening: values.SCREENING,
    clamav: values.CLAMAV_URL ? readClamAv(values.CLAMAV_URL) : null,
    ...files,
    secrets: { ...signing, ...secretsOf(values) },
    // Outside production, the demo users have their roles with a password alone.
    staff: { mfa: values.STAFF_SECOND_FACTOR ?? (values.NODE_ENV === 'production' ? 'required' : 'optional') },
    signIn: { methods: [...new Set(values.SIGN_IN_METHODS)], unknownEmail: values.SIGN_IN_UNKNOWN_EMAIL },
    passwords: {
      minLength: values.PASSWORD_MIN_LENGTH,
      memoryKib: values.ARGON2_MEMORY_KIB,
      iterations: values.ARGON2_ITERATIONS,
      parallelism: values.ARGON2_PARALLELISM,
    },
    objectCacheBytes: values.OBJECT_CACHE_BYTES,
    uploads: uploadsOf(values),
    retention: {
      sessionDays: values.RETENTION_SESSION_DAYS,
      mailLinkDays: values.RETENTION_MAIL_LINK_DAYS,
      securityEventDays: values.RETENTION_SECURITY_EVENT_DAYS,
      auditDays: values.RETENTION_AUDIT_DAYS,
    },
    webhooks: { targets: values.WEBHOOK_TARGETS },
    rateLimitScale: values.RATE_LIMIT_SCALE,
    abuse: {
      proof: proofModes[values.ABUSE_PROOF],
      threshold: values.ABUSE_THRESHOLD * values.RATE_LIMIT_SCALE,
    },
  };
}

function httpOf(values: Environment): Config['http'] {
  return {
    host: values.API_HOST,
    port: values.API_PORT,
    webOrigin: values.WEB_ORIGIN,
    allowedOrigins: [values.WEB_ORIGIN, ...values.CORS_ORIGINS],
    trustedProxies: values.TRUSTED_PROXIES,
    proxySecret: values.PROXY_SECRET ? parseKeyRing(values.PROXY_SECRET) : null,
    secureCookies: values.WEB_ORIGIN.startsWith('https:'),
    drainMs: values.SHUTDOWN_DRAIN_MS,
  };
}

function secretsOf(values: Environment): Omit<Config['secrets'], keyof SigningKeys> {
  return {
    refreshToken: parseKeyRing(values.REFRESH_TOKEN_SECRET),
    fileUrl: parseKeyRing(values.FILE_URL_SECRET),
    deviceCookie: parseKeyRing(values.DEVICE_COOKIE_SECRET),
    dataEncryption: parseKeyRing(values.DATA_ENCRYPTION_KEY),
  };
}

function uploadsOf(values: Environment): Config['uploads'] {
  return {
    maxBytes: values.UPLOAD_MAX_BYTES,
    maxPixels: values.UPLOAD_MAX_PIXELS,
    maxFrames: values.UPLOAD_MAX_FRAMES,
    minRate: {
      bytesPerSecond: values.UPLOAD_MIN_BYTES_PER_SECOND,
      afterMs: values.UPLOAD_MIN_RATE_AFTER_SECONDS * 1000,
    },
    receiving: {
      max: values.UPLOAD_RECEIVING_MAX,
      perUser: values.UPLOAD_RECEIVING_PER_USER * values.RATE_LIMIT_SCALE,
      perIp: values.UPLOAD_RECEIVING_PER_ADDRESS * values.RATE_LIMIT_SCALE,
    },
    quotaBytes: values.UPLOAD_QUOTA_BYTES,
    quotaCount: values.UPLOAD_QUOTA_COUNT,
  };
}

const proofModes = { off: 'OFF', auto: 'AUTO', on: 'ON' } as const;

function readClamAv(value: string): { host: string; port: number } {
  const { hostname, port } = new URL(value);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 3310) };
}

/** zod says "Invalid input: expected string, received undefined" for a missing value. */
function reason(message: string): string {
  return message.endsWith('received undefined') ? 'is required' : message;
}
