export interface Tracing {
  /** Sends what is still here, for two seconds at most. Never rejects. */
  stop(): Promise<void>;
}

/** What it says by itself: that the collector is away, and that it is back. */
export type TracingLog = (
  event: 'tracing.export.failed' | 'tracing.export.resumed',
  reason: string | undefined,
) => void;
