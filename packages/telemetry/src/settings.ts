import { z } from 'zod';

/** The names in the specification of OpenTelemetry ("SDK configuration", OTEL_TRACES_SAMPLER). */
export const samplerNames = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

const httpUrl = z.string().refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), {
  error: 'must be a URL starting with http:// or https://',
});

/** `name=value,name=value`, values percent-encoded, as in the specification of the OTLP exporter. */
const headerList = z
  .string()
  .regex(/^[\w-]+=[^,]*(,\s*[\w-]+=[^,]*)*$/, { error: 'must look like name=value,name=value' });

/** Where a service serves its metrics, if a port is set; never an address that visitors can reach. */
export const metricsSettings = {
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
};

/** A port, or none. */
export const metricsPort = z.coerce
  .number({ error: 'must be a port' })
  .int({ error: 'must be a port' })
  .min(0, { error: 'must be a port' })
  .max(65_535, { error: 'must be a port' })
  .optional();

/** Settings of traces, with the standard's names; without an endpoint nothing is traced. */
export const tracingSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: headerList.optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z
    .enum(['http/protobuf', 'http/json'], { error: 'must be http/protobuf or http/json' })
    .default('http/protobuf'),
  OTEL_TRACES_SAMPLER: z
    .enum(samplerNames, { error: `must be one of ${samplerNames.join(', ')}` })
    .default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number({ error: 'must be a number from 0 to 1' })
    .min(0, { error: 'must be a number from 0 to 1' })
    .max(1, { error: 'must be a number from 0 to 1' })
    .default(1),
  OTEL_BSP_SCHEDULE_DELAY: z.coerce
    .number({ error: 'must be a number of milliseconds' })
    .int({ error: 'must be a whole number of milliseconds' })
    .min(1, { error: 'must be at least 1' })
    .max(60_000, { error: 'must be at most 60000' })
    .default(5_000),
};
type TracingSettings = z.output<z.ZodObject<typeof tracingSettings>>;

export interface TracingOptions {
  /** The URL of the collector for OTLP over HTTP, without `/v1/traces`. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly protocol: 'http/protobuf' | 'http/json';
  readonly sampler: (typeof samplerNames)[number];
  /** Share of new traces, 0 to 1; for the samplers by ratio. */
  readonly ratio: number;
  /** How long spans are collected before they are sent, in milliseconds. */
  readonly sendEveryMs: number;
}

/** Null if nothing is traced. */
export function tracingOptions(values: TracingSettings): TracingOptions | null {
  if (values.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return null;
  return {
    endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
    headers: readHeaders(values.OTEL_EXPORTER_OTLP_HEADERS ?? ''),
    protocol: values.OTEL_EXPORTER_OTLP_PROTOCOL,
    sampler: values.OTEL_TRACES_SAMPLER,
    ratio: values.OTEL_TRACES_SAMPLER_ARG,
    sendEveryMs: values.OTEL_BSP_SCHEDULE_DELAY,
  };
}

function readHeaders(list: string): Record<string, string> {
  const pairs = list.split(',').flatMap((part) => {
    const at = part.indexOf('=');
    return at < 1 ? [] : [[part.slice(0, at).trim(), decoded(part.slice(at + 1).trim())] as const];
  });
  return Object.fromEntries(pairs);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** `https://<public key>@<host>/<project>`, as issued by Sentry and services that speak its protocol. */
const dsn = z.string().regex(/^https?:\/\/\w+(:\w+)?@[\w.-]+(:\d+)?(\/[\w.-]+)*\/\d+$/, {
  error: 'must look like https://key@host/project',
});

/** Settings of the error tracker, with the names that Sentry's own libraries read; without a DSN nothing is reported. */
export const errorTrackingSettings = {
  SENTRY_DSN: dsn.optional(),
  SENTRY_RELEASE: z.string().max(200).optional(),
  SENTRY_ENVIRONMENT: z.string().max(64).optional(),
};
type ErrorTrackingSettings = z.output<z.ZodObject<typeof errorTrackingSettings>>;

export interface ErrorTrackingOptions {
  readonly dsn: string;
  readonly release: string | undefined;
  readonly environment: string | undefined;
}

/** Null if nothing is reported. */
export function errorTrackingOptions(values: ErrorTrackingSettings): ErrorTrackingOptions | null {
  if (values.SENTRY_DSN === undefined) return null;
  return { dsn: values.SENTRY_DSN, release: values.SENTRY_RELEASE, environment: values.SENTRY_ENVIRONMENT };
}
