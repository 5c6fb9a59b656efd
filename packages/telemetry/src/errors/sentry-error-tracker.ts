import {
  createEventEnvelope,
  createTransport,
  type DsnComponents,
  type Event,
  type Exception,
  getEnvelopeEndpointWithUrlEncodedAuth,
  makeDsn,
  type StackFrame,
  type Transport,
} from '@sentry/core';
import { randomUUID } from 'node:crypto';
import type { ErrorTrackingOptions } from '../settings.ts';
import { activeTrace } from '../tracing/trace.ts';
import { ErrorTracker, type UnexpectedError } from './error-tracker.ts';
import { maskSecrets } from './mask-secrets.ts';

/** How many reports are sent at the same time; further ones are dropped. */
const bufferSize = 30;
const requestTimeoutMs = 5_000;
const flushMs = 2_000;
/** Per process: the hundredth report of an error that occurs with every request adds nothing. */
const maxPerWindow = 30;
const windowMs = 60_000;
const maxCauses = 5;
const maxFrames = 50;
const maxMessage = 500;

/** Sends Sentry's envelopes with the core of its library, which handles buffering, back-off and limits by category. */
export class SentryErrorTracker extends ErrorTracker {
  readonly #options: ErrorTrackingOptions;
  readonly #service: string;
  readonly #dsn: DsnComponents;
  readonly #transport: Transport;
  #windowStartedAt = -Infinity;
  #reported = 0;

  /** @throws Error if the DSN is invalid */
  constructor(options: ErrorTrackingOptions, service: string) {
    super();
    const dsn = makeDsn(options.dsn);
    if (!dsn) throw new Error('SENTRY_DSN is no DSN');
    this.#options = options;
    this.#service = service;
    this.#dsn = dsn;
    const url = getEnvelopeEndpointWithUrlEncodedAuth(dsn);
    this.#transport = createTransport({ bufferSize, recordDroppedEvent: () => undefined }, ({ body }) =>
      send(url, body),
    );
  }

  override report(error: UnexpectedError): void {
    try {
      if (!this.#isWithinLimit()) return;
      const envelope = createEventEnvelope(this.#eventOf(error), this.#dsn);
      this.#transport.send(envelope).then(undefined, () => undefined);
    } catch {
      // It is in the log. A failure to report an error must not become another error.
    }
  }

  override async flush(): Promise<void> {
    await Promise.resolve(this.#transport.flush(flushMs)).catch(() => undefined);
  }

  #isWithinLimit(): boolean {
    const now = performance.now();
    if (now - this.#windowStartedAt > windowMs) {
      this.#windowStartedAt = now;
      this.#reported = 0;
    }
    this.#reported += 1;
    return this.#reported <= maxPerWindow;
  }

  /** No user, no request, no variables, no lines of source: only listed fields are sent, as for spans. */
  #eventOf({ error, kind, where, requestId }: UnexpectedError): Event {
    const trace = activeTrace();
    const { release, environment } = this.#options;
    return {
      event_id: randomUUID().replaceAll('-', ''),
      timestamp: (performance.timeOrigin + performance.now()) / 1000,
      platform: 'node',
      level: kind === 'uncaught' ? 'fatal' : 'error',
      ...(release !== undefined && { release }),
      ...(environment !== undefined && { environment }),
      ...(where !== undefined && { transaction: where }),
      tags: { service: this.#service, kind, ...(requestId !== undefined && { request_id: requestId }) },
      ...(trace && { contexts: { trace: { trace_id: trace.traceId, span_id: trace.spanId } } }),
      exception: { values: exceptionsOf(error) },
    };
  }
}

/** The cause first, as the protocol requires. */
function exceptionsOf(error: unknown, depth = 0): Exception[] {
  if (!(error instanceof Error)) return [{ type: typeof error, value: 'Something was thrown that is no error' }];
  const { cause } = error;
  const own: Exception = {
    type: error.name,
    value: maskSecrets(error.message, maxMessage),
    stacktrace: { frames: framesOf(error.stack ?? '') },
  };
  return [...(cause instanceof Error && depth < maxCauses ? exceptionsOf(cause, depth + 1) : []), own];
}

const frameForm = /^\s+at (?:(?<name>.{1,200}?) \()?(?<path>[^()\s]+):(?<line>\d+):(?<column>\d+)\)?$/;

/** The outermost frame first, as the protocol requires. */
function framesOf(stack: string): StackFrame[] {
  return stack
    .split('\n')
    .slice(0, maxFrames)
    .flatMap((line) => {
      const { name, path, line: number, column } = frameForm.exec(line)?.groups ?? {};
      if (path === undefined) return [];
      const filename = path.replace(/^file:\/\//, '');
      const isOurs = !filename.includes('node_modules') && !filename.startsWith('node:');
      const at = { filename, lineno: Number(number), colno: Number(column), in_app: isOurs };
      return [{ ...at, ...(name !== undefined && { function: name }) }];
    })
    .reverse();
}

async function send(url: string, body: string | Uint8Array) {
  const response = await fetch(url, {
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
    headers: { 'content-type': 'application/x-sentry-envelope' },
    redirect: 'error',
    signal: AbortSignal.timeout(requestTimeoutMs),
  });
  await response.arrayBuffer();
  const { status: statusCode, headers } = response;
  return {
    statusCode,
    headers: {
      'x-sentry-rate-limits': headers.get('x-sentry-rate-limits'),
      'retry-after': headers.get('retry-after'),
    },
  };
}
