import { Counter, Gauge, Histogram } from 'prom-client';
import { knownMethod } from '../known-method.ts';
import type { ActiveTrace } from '../tracing/trace.ts';
import type { ProcessMetrics } from './process-metrics.ts';

/** Seconds, close together where users notice a delay and around what the service promises. */
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export interface MeasuredRequest {
  readonly method: string | undefined;
  /** Of the contract: paths and ids never become labels. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
  /** The error code of the response, if any. */
  readonly code?: string | undefined;
  /** Added to the duration as an exemplar if the trace is kept. */
  readonly trace?: ActiveTrace | null | undefined;
}

/** Rate, failures and durations of the requests to this process. */
export class RequestMetrics {
  /** `trace_id` is only for exemplars; the library has one type for both. */
  readonly #duration: Histogram<'method' | 'route' | 'status' | 'trace_id'>;
  readonly #failures: Counter<'route' | 'code'>;
  readonly #aborted: Counter<'route'>;
  readonly #active: Gauge;

  constructor({ registry }: ProcessMetrics) {
    const registers = [registry];
    this.#duration = new Histogram({
      name: 'http_server_request_duration_seconds',
      help: 'From the first byte of a request to the last of its response; of streams, as long as they are followed',
      labelNames: ['method', 'route', 'status'],
      buckets: durationBuckets,
      enableExemplars: true,
      registers,
    });
    this.#failures = new Counter({
      name: 'pixelboxx_failures_total',
      help: 'Failures that were answered, by their code',
      labelNames: ['route', 'code'],
      registers,
    });
    this.#aborted = new Counter({
      name: 'pixelboxx_aborted_requests_total',
      help: 'Requests whose client left before the response',
      labelNames: ['route'],
      registers,
    });
    this.#active = new Gauge({ name: 'pixelboxx_active_requests', help: 'Requests under way', registers });
  }

  /** @returns a function to call once, when the request is over in whatever way */
  begin(): () => void {
    this.#active.inc();
    return () => this.#active.dec();
  }

  responded({ method, route, status, seconds, code, trace }: MeasuredRequest): void {
    const labels = { method: knownMethod(method), route, status: String(status) };
    const exemplar = trace?.sampled ? { exemplarLabels: { trace_id: trace.traceId } } : {};
    this.#duration.observe({ labels, value: seconds, ...exemplar });
    if (code !== undefined) this.#failures.inc({ route, code });
  }

  aborted(route: string): void {
    this.#aborted.inc({ route });
  }
}
