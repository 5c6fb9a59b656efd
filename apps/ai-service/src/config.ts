import { readSettingFiles } from '@pixelboxx/node-kit';
import {
  type ErrorTrackingOptions,
  errorTrackingOptions,
  errorTrackingSettings,
  metricsPort,
  metricsSettings,
  type TracingOptions,
  tracingOptions,
  tracingSettings,
} from '@pixelboxx/telemetry/settings';
import { z } from 'zod';
import { defaultUploadMaxBytes } from '@pixelboxx/shared';

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, { error: 'must be a whole number' })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error: `must be from ${min} to ${max}` });

const fraction = z
  .string()
  .regex(/^(0?\.\d+|[01](\.\d+)?)$/, { error: 'must be a number from 0 to 1' })
  .transform(Number)
  .refine((value) => value > 0 && value <= 1, { error: 'must be above 0 and at most 1' });

/** Every variable that the service reads. An empty value is an error: an emptied secret must not silently disable the check. */
export const Environment = z.object({
  AI_HOST: z
    .string()
    .regex(/^[\w.:-]+$/, { error: 'must be a host name or an address' })
    .default('127.0.0.1'),
  /** 0 means any free port. */
  AI_PORT: wholeNumber(0, 65_535).default(4100),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Bearer token that callers must send; without it everyone who reaches the port can call. */
  AI_SERVICE_TOKEN: z
    .string()
    .regex(/^[\w.~+/=-]{32,}$/, { error: 'must have at least 32 characters of A–Z a–z 0–9 - . _ ~ + / =' })
    .optional(),
  /** An image is flagged if the probabilities of `porn` and `hentai` together reach this. */
  SCREENING_THRESHOLD: fraction.default(0.7),
  SCREENING_MAX_BYTES: wholeNumber(1, 1_000_000_000).default(defaultUploadMaxBytes),
  /** Width × height × frames. */
  SCREENING_MAX_PIXELS: wholeNumber(1, 268_000_000).default(40_000_000),
  /** How many images are decoded and classified at the same time, and how many more can wait before requests are refused. */
  SCREENING_CONCURRENCY: wholeNumber(1, 16).default(2),
  SCREENING_QUEUE_LIMIT: wholeNumber(0, 1_000).default(8),
  AI_METRICS_PORT: metricsPort,
  ...metricsSettings,
  ...tracingSettings,
  ...errorTrackingSettings,
});

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly logLevel: z.infer<typeof Environment>['LOG_LEVEL'];
  readonly token: string | undefined;
  readonly threshold: number;
  readonly maxBytes: number;
  readonly maxPixels: number;
  readonly concurrency: number;
  readonly queueLimit: number;
  /** Where this process serves its metrics; null if it does not. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  /** Where traces are sent; null if tracing is off. */
  readonly tracing: TracingOptions | null;
  /** Where unexpected errors are reported; null if they are only logged. */
  readonly errorTracking: ErrorTrackingOptions | null;
}

/** All errors of the environment at once, by variable name; values are never repeated, because they may be secrets. */
export class ConfigError extends Error {
  constructor(faults: readonly string[]) {
    super(['The environment is not valid:', ...faults.map((fault) => `  ${fault}`)].join('\n'));
    this.name = 'ConfigError';
  }
}

/** @throws ConfigError */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const { env: complete, faults } = readSettingFiles(environment, Object.keys(Environment.shape));
  if (faults.length > 0) throw new ConfigError(faults);
  if (environment['AI_SERVICE_TOKEN_FILE'] === '') throw new ConfigError(['AI_SERVICE_TOKEN_FILE names no file']);
  const parsed = Environment.safeParse(complete);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${withoutValue(issue)}`));
  }
  const env = parsed.data;
  return Object.freeze({
    host: env.AI_HOST,
    port: env.AI_PORT,
    logLevel: env.LOG_LEVEL,
    token: env.AI_SERVICE_TOKEN,
    threshold: env.SCREENING_THRESHOLD,
    maxBytes: env.SCREENING_MAX_BYTES,
    maxPixels: env.SCREENING_MAX_PIXELS,
    concurrency: env.SCREENING_CONCURRENCY,
    queueLimit: env.SCREENING_QUEUE_LIMIT,
    metrics: env.AI_METRICS_PORT === undefined ? null : { host: env.METRICS_HOST, port: env.AI_METRICS_PORT },
    tracing: tracingOptions(env),
    errorTracking: errorTrackingOptions(env),
  });
}

function withoutValue(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_value' ? `must be one of ${issue.values.join(', ')}` : issue.message;
}
