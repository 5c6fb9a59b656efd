export interface Tracing {
  /** Sends the remaining spans, for at most two seconds. Never rejects. */
  stop(): Promise<void>;
}

/** The tracer's own log: that the collector is down, and that it is back. */
export type TracingLog = (
  event: 'tracing.export.failed' | 'tracing.export.resumed',
  reason: string | undefined,
) => void;
