import { defaultUploadMaxBytes } from '@pixelboxx/shared';
import { errorTrackingSettings, metricsPort, metricsSettings, tracingSettings } from '@pixelboxx/telemetry/settings';
import { z } from 'zod';

const HttpOrigin = z.url({ protocol: /^https?$/ }).transform((address) => new URL(address).origin);

/** An origin with a name or address of this machine. */
const loopbackOrigin = /^https?:\/\/(?:(?:[^/]+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/;

const Variables = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('production'),
  /** What to listen on: one host, or several separated by commas. */
  WEB_HOST: z
    .string()
    .default('127.0.0.1')
    .transform((hosts) => hosts.split(',').map((host) => host.trim()))
    .refine((hosts) => hosts.every(Boolean), 'must be hosts with commas between'),
  WEB_PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** Where browsers find this site. Decides cookie names, HSTS and canonical addresses. */
  WEB_ORIGIN: HttpOrigin.default('http://localhost:3000'),
  /** Where this process finds the API. Never seen by a browser. */
  API_URL: HttpOrigin.default('http://127.0.0.1:4000'),
  /** Proves to the API that it can trust what this process says about a client's address: of several, the first is used. */
  PROXY_SECRET: z
    .string()
    .transform((keys) => keys.split(',')[0]?.trim() ?? '')
    .pipe(z.string().min(32))
    .optional(),
  /** How long a stopping process keeps responding while load balancers notice, in milliseconds. */
  SHUTDOWN_DRAIN_MS: z.coerce.number().int().min(0).max(60_000).default(0),
  /** Origin of a CDN or bucket that serves images, if the API does not. */
  S3_PUBLIC_URL: z.preprocess((value) => value || undefined, HttpOrigin.optional()),
  /** Origin of the object storage itself, to which signed URLs of private images point. */
  S3_ENDPOINT: z.preprocess((value) => value || undefined, HttpOrigin.optional()),
  S3_BUCKET: z.string().optional(),
  S3_REGION: z.string().default('auto'),
  /** Vulnerability contacts for `/.well-known/security.txt`: addresses separated by commas, the best first. */
  SECURITY_CONTACT: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .refine((contacts) => contacts.every((contact) => /^(mailto:|tel:|https:\/\/)[\x21-\x7e]+$/.test(contact)), {
      error: 'must be mailto:, tel: or https:// addresses with commas between',
    }),
  SECURITY_POLICY: z.url({ protocol: /^https$/ }).optional(),
  WEB_METRICS_PORT: metricsPort,
  ...metricsSettings,
  ...tracingSettings,
  /** A stricter content security policy to try: it blocks nothing, and is reported. `{nonce}` is the page's. */
  CSP_REPORT_ONLY: z
    .string()
    .regex(/^[a-z][\x20-\x2b\x2d-\x7e]{0,2000}$/, 'must be directives of one policy, separated by semicolons')
    .refine((policy) => !/(?:^|;)\s*report-(?:uri|to)\b/.test(policy), 'reports where all policies do')
    .optional(),
  ...errorTrackingSettings,
  /**
   * For tests: whether a browser may choose the language `en-XA`, which reveals texts that are in no message catalogue. In
   * production only if nothing but this machine can reach the site.
   */
  PSEUDO_LANGUAGE: z.stringbool().default(false),
  /** The API's limit for one file, so that users learn of it before they send more. */
  UPLOAD_MAX_BYTES: z.coerce.number().int().positive().default(defaultUploadMaxBytes),
});

export const Env = Variables.refine(
  ({ PSEUDO_LANGUAGE, NODE_ENV, WEB_ORIGIN }) =>
    !PSEUDO_LANGUAGE || NODE_ENV !== 'production' || loopbackOrigin.test(WEB_ORIGIN),
  { path: ['PSEUDO_LANGUAGE'], error: 'is for tests: in production it needs a WEB_ORIGIN of this machine' },
);
export type Env = Readonly<z.infer<typeof Env>>;

/** Reads the configuration. Throws an error with one line for every invalid variable. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const result = Env.safeParse(present);
  if (result.success) return Object.freeze(result.data);
  const faults = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The configuration is not valid:\n${faults.join('\n')}`);
}

/** Origins of images besides this site: the CDN, and the storage that signed URLs point to. */
export function imageOrigins({ S3_PUBLIC_URL, S3_ENDPOINT, S3_BUCKET, S3_REGION }: Env): string[] {
  const amazon = S3_BUCKET && !S3_ENDPOINT ? `https://${S3_BUCKET}.s3.${S3_REGION}.amazonaws.com` : undefined;
  return [S3_PUBLIC_URL, S3_ENDPOINT, amazon].filter((origin) => origin !== undefined);
}
