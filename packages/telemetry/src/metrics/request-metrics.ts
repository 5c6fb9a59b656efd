import { Counter, Gauge, Histogram } from 'prom-client';
import { knownMethod } from '../known-method.ts';
import type { ActiveTrace } from '../tracing/trace.ts';
import type { ProcessMetrics } from './process-metrics.ts';

/** Seconds; around what users notice, and what the service promises. */
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export interface MeasuredRequest {
  readonly method: string | undefined;
  /** Of the contract: no path and no id becomes a label. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
  /** Of the failure that was answered, if any. */
  readonly code?: string | undefined;
  /** Shown beside the duration, where the trace is kept. */
  readonly trace?: ActiveTrace | null | undefined;
}

/** Rate, failures and durations of the requests that come to this process. */
export class RequestMetrics {
  /** `trace_id` is of exemplars alone; the library has one type for both. */
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

  /** @returns what is to be called once, when it is over in whichever way */
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
