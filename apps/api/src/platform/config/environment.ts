import { errorTrackingSettings, metricsPort, metricsSettings, tracingSettings } from '@pixelboxx/telemetry/settings';
import { signInMethods } from '@pixelboxx/shared';
import { z } from 'zod';
import { splitKeys } from '../crypto/key-ring.ts';

/*
 * Every environment variable the api reads, as flat strings. A test checks that `.env.example` names exactly these.
 * An empty value counts as absent, so that a line `REDIS_URL=` in an env file means "embedded".
 */

const positiveInteger = (options: { min?: number; max: number }) =>
  z.coerce
    .number({ error: 'must be a whole number' })
    .int({ error: 'must be a whole number' })
    .min(options.min ?? 1, { error: `must be at least ${options.min ?? 1}` })
    .max(options.max, { error: `must be at most ${options.max}` });

const port = positiveInteger({ min: 0, max: 65_535 });

const urlOf = (...protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol.slice(0, -1)), {
    error: `must be a URL starting with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
  });

const severalServers = /^(?<head>\w+:\/\/(?:[^@/?]*@)?)(?<hosts>[^/?]+)(?<tail>.*)$/;

/** One URL that may name several servers: `redis://a:6379,b:6379`. */
const serversOf = (...protocols: string[]) =>
  z.string().refine(
    (value) => {
      const { head = '', hosts = '', tail = '' } = severalServers.exec(value)?.groups ?? {};
      return hosts
        .split(',')
        .every((host) => host !== '' && urlOf(...protocols).safeParse(`${head}${host}${tail}`).success);
    },
    { error: `must be a URL starting with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}` },
  );

const origin = urlOf('http', 'https').refine((value) => URL.canParse(value) && new URL(value).origin === value, {
  error: 'must be an origin such as https://pixelboxx.example, without path or trailing slash',
});

const commaSeparated = <Item extends z.ZodType<string, string>>(item: Item) =>
  z
    .string()
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(item));

const flag = z.enum(['true', 'false'], { error: 'must be true or false' }).transform((value) => value === 'true');

const secret = z
  .string({ error: 'is required' })
  .refine((value) => Buffer.from(value, 'base64url').length >= 32, { error: 'must be at least 32 bytes, base64url' });

const keyRing = z
  .string({ error: 'is required' })
  .refine((value) => splitKeys(value).length > 0 && splitKeys(value).every((key) => secret.safeParse(key).success), {
    error: 'must be one or more keys of at least 32 bytes, base64url, separated by commas',
  });

/** Sent in a header. */
const headerToken = z.string().regex(/^[\x21-\x7e]{16,}$/, { error: 'must be at least 16 characters without spaces' });

const cidr = z.string().regex(/^[0-9a-fA-F:.]+(\/\d{1,3})?$/, { error: 'must be addresses or CIDR ranges' });

export const Environment = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DATA_DIR: z.string().default('.data'),
  ALLOW_EMBEDDED: flag.default(false),
  ALLOW_HTTP_LAN: flag.default(false),

  API_HOST: z.string().default('127.0.0.1'),
  API_PORT: port.default(4000),
  API_METRICS_PORT: metricsPort,
  ...metricsSettings,
  ...tracingSettings,
  ...errorTrackingSettings,
  SHUTDOWN_DRAIN_MS: positiveInteger({ min: 0, max: 60_000 }).default(0),
  WEB_ORIGIN: origin.default('http://localhost:3000'),
  CORS_ORIGINS: commaSeparated(origin).default([]),
  TRUSTED_PROXIES: commaSeparated(cidr).default([]),
  PROXY_SECRET: keyRing.optional(),

  DATABASE_URL: urlOf('postgres', 'postgresql'),
  DATABASE_POOL_MAX: positiveInteger({ max: 500 }).default(10),
  DATABASE_TIMEOUT_MS: positiveInteger({ min: 1000, max: 60_000 }).default(3000),
  DATABASE_PREPARED_STATEMENTS: z.enum(['auto', 'on', 'off'], { error: 'must be auto, on or off' }).default('auto'),
  REDIS_URL: serversOf('redis', 'rediss').optional(),
  REDIS_TIMEOUT_MS: positiveInteger({ min: 10, max: 60_000 }).default(75),
  NATS_URL: serversOf('nats', 'tls').optional(),
  NATS_STREAM: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]{0,31}$/, { error: 'must be capitals, digits and _, 32 at most' })
    .default('PIXELBOXX'),
  SMTP_URL: urlOf('smtp', 'smtps').optional(),
  MAIL_REPORTS: z.string().optional(),
  MAIL_FROM: z.string().min(3).default('Pixelboxx <hello@localhost>'),
  AI_SERVICE_URL: urlOf('http', 'https').optional(),
  AI_SERVICE_TOKEN: z.string().min(32, { error: 'must be at least 32 characters' }).optional(),
  SCREENING: z.enum(['optional', 'required'], { error: 'must be optional or required' }).default('optional'),
  CLAMAV_URL: urlOf('tcp').optional(),

  S3_ENDPOINT: urlOf('http', 'https').optional(),
  S3_REGION: z.string().default('auto'),
  S3_BUCKET: z.string().optional(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  S3_PUBLIC_URL: urlOf('http', 'https').optional(),
  OBJECT_CACHE_BYTES: positiveInteger({ min: 0, max: 1_000_000_000_000 }).default(33_554_432),

  CLOUDFLARE_ZONE_ID: z
    .string()
    .regex(/^[0-9a-f]{32}$/, { error: 'must be 32 hexadecimal digits' })
    .optional(),
  CLOUDFLARE_API_TOKEN: headerToken.optional(),
  CDN_PURGE_URL: urlOf('http', 'https').optional(),
  CDN_PURGE_TOKEN: headerToken.optional(),

  JWT_PRIVATE_KEY: z.string({ error: 'is required' }).min(1),
  JWT_NEXT_PUBLIC_KEY: z.string().optional(),
  JWT_PREVIOUS_PUBLIC_KEY: z.string().optional(),
  REFRESH_TOKEN_SECRET: keyRing,
  FILE_URL_SECRET: keyRing,
  DEVICE_COOKIE_SECRET: keyRing,
  DATA_ENCRYPTION_KEY: keyRing,

  STAFF_SECOND_FACTOR: z.enum(['required', 'optional'], { error: 'must be required or optional' }).optional(),
  SIGN_IN_METHODS: commaSeparated(z.enum(signInMethods, { error: `must be a list of ${signInMethods.join(', ')}` }))
    .refine((methods) => methods.length > 0, { error: 'must name at least one way to sign in' })
    .default([...signInMethods]),
  SIGN_IN_UNKNOWN_EMAIL: z
    .enum(['nothing', 'invitation'], { error: 'must be nothing or invitation' })
    .default('nothing'),
  OIDC_PROVIDERS: z.string().optional(),
  PASSWORD_MIN_LENGTH: positiveInteger({ min: 8, max: 64 }).default(8),
  ARGON2_MEMORY_KIB: positiveInteger({ min: 8, max: 1_048_576 }).default(19_456),
  ARGON2_ITERATIONS: positiveInteger({ max: 20 }).default(2),
  ARGON2_PARALLELISM: positiveInteger({ max: 16 }).default(1),

  UPLOAD_MAX_BYTES: positiveInteger({ max: 1_000_000_000 }).default(10_000_000),
  UPLOAD_MAX_PIXELS: positiveInteger({ max: 268_000_000 }).default(40_000_000),
  UPLOAD_MAX_FRAMES: positiveInteger({ max: 1000 }).default(200),
  UPLOAD_MIN_BYTES_PER_SECOND: positiveInteger({ max: 1_000_000_000 }).default(16_384),
  UPLOAD_MIN_RATE_AFTER_SECONDS: positiveInteger({ max: 50 }).default(10),
  UPLOAD_RECEIVING_MAX: positiveInteger({ max: 100_000 }).default(512),
  UPLOAD_RECEIVING_PER_USER: positiveInteger({ max: 100_000 }).default(8),
  UPLOAD_RECEIVING_PER_ADDRESS: positiveInteger({ max: 100_000 }).default(16),
  UPLOAD_QUOTA_BYTES: positiveInteger({ max: Number.MAX_SAFE_INTEGER }).default(1_000_000_000),
  UPLOAD_QUOTA_COUNT: positiveInteger({ max: 1_000_000 }).default(1000),

  RETENTION_SESSION_DAYS: positiveInteger({ max: 3650 }).default(30),
  RETENTION_MAIL_LINK_DAYS: positiveInteger({ max: 3650 }).default(30),
  RETENTION_SECURITY_EVENT_DAYS: positiveInteger({ min: 30, max: 3650 }).default(365),
  RETENTION_AUDIT_DAYS: positiveInteger({ min: 365, max: 36_500 }).default(1095),

  WEBHOOK_TARGETS: z.enum(['public', 'any'], { error: 'must be public or any' }).default('public'),

  RATE_LIMIT_SCALE: positiveInteger({ max: 1_000_000 }).default(1),
  ABUSE_PROOF: z.enum(['off', 'auto', 'on'], { error: 'must be off, auto or on' }).default('auto'),
  ABUSE_THRESHOLD: positiveInteger({ max: 1_000_000 }).default(300),
});
export type Environment = z.infer<typeof Environment>;
