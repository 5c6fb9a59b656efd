const limits = { minBytes: 1 << 18, maxBytes: 1 << 24, quickMs: 1500, slowMs: 8000 } as const;

/** The size of the parts of a file. */
export interface Parts {
  readonly bytes: number;
  /** Sends and times a part of this many bytes. */
  timed<Result>(bytes: number, send: () => Promise<Result>): Promise<Result>;
}

/**
 * Adapts the size of parts: larger while they are sent quickly, smaller when they take long, so that a slow network shows
 * progress and a fast one does not exhaust a site's limit of requests. All files of an upload share what was learned.
 */
export class PartSize implements Parts {
  #bytes = 1 << 20;
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Learns from a part of this many bytes; a failed part counts as slow. */
  async timed<Result>(bytes: number, send: () => Promise<Result>): Promise<Result> {
    const beganMs = this.#nowMs();
    try {
      const result = await send();
      const tookMs = this.#nowMs() - beganMs;
      if (tookMs > limits.slowMs) this.#set(bytes / 2);
      // A part smaller than the current size says nothing about larger parts.
      else if (tookMs < limits.quickMs && bytes === this.#bytes) this.#set(bytes * 2);
      return result;
    } catch (error) {
      this.#set(this.#bytes / 2);
      throw error;
    }
  }

  #set(bytes: number): void {
    this.#bytes = Math.min(limits.maxBytes, Math.max(limits.minBytes, Math.floor(bytes)));
  }
}
