const firstProbeDelayMs = 100;
const maxProbeDelayMs = 2_000;

interface BreakerOptions {
  /** Resolves if the dependency is healthy; it has its own time limit. */
  readonly probe: () => Promise<void>;
  readonly onChange: (isClosed: boolean, cause: unknown) => void;
}

/**
 * While it is closed, calls pass. The first failure opens it; calls then fail at once, while one background probe runs
 * after 100 ms, doubling to 2 s. No caller ever waits for a probe. Starts open, until the first probe succeeds.
 */
export class CircuitBreaker {
  private closed = false;
  private timer: NodeJS.Timeout | undefined;
  private probeDelayMs = firstProbeDelayMs;
  private isProbing = false;
  private readonly disposal = new AbortController();
  private lastCause: unknown = new Error('Not connected yet');
  private readonly options: BreakerOptions;

  constructor(options: BreakerOptions) {
    this.options = options;
  }

  get isClosed(): boolean {
    return this.closed;
  }

  /** Why it is open. */
  get cause(): unknown {
    return this.lastCause;
  }

  trip(cause: unknown): void {
    if (this.isDisposed()) return;
    this.lastCause = cause;
    if (!this.closed) return;
    this.closed = false;
    this.probeDelayMs = firstProbeDelayMs;
    this.options.onChange(false, cause);
    this.scheduleProbe();
  }

  /** Something improved, such as a new connection: probe at once. */
  async recheck(): Promise<void> {
    if (this.closed || this.isProbing || this.isDisposed()) return;
    clearTimeout(this.timer);
    this.isProbing = true;
    try {
      await this.options.probe();
      if (!this.isDisposed()) this.close();
    } catch (cause) {
      this.lastCause = cause;
      this.scheduleProbe();
    } finally {
      this.isProbing = false;
    }
  }

  dispose(): void {
    this.disposal.abort();
    this.closed = false;
    this.lastCause = new Error('Closed');
    clearTimeout(this.timer);
  }

  private isDisposed(): boolean {
    return this.disposal.signal.aborted;
  }

  private close(): void {
    this.closed = true;
    this.options.onChange(true, undefined);
  }

  private scheduleProbe(): void {
    if (this.isDisposed()) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.recheck(), this.probeDelayMs).unref();
    this.probeDelayMs = Math.min(this.probeDelayMs * 2, maxProbeDelayMs);
  }
}
