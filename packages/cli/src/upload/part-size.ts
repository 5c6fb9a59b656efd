const limits = { minBytes: 1 << 18, maxBytes: 1 << 24, quickMs: 1500, slowMs: 8000 } as const;

/** How much of a file is sent at once. */
export interface Parts {
  readonly bytes: number;
  /** Sends a part of so many bytes. */
  timed<Result>(bytes: number, send: () => Promise<Result>): Promise<Result>;
}

/**
 * How much of a file is sent at once: more while that takes a moment, less when it takes long, so that a slow network shows
 * how far it is and a fast one does not spend a site's limit of requests. All files of an upload share what was learnt.
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

  /** Learns from a part of so many bytes; one that fails is taken for a slow one. */
  async timed<Result>(bytes: number, send: () => Promise<Result>): Promise<Result> {
    const beganMs = this.#nowMs();
    try {
      const result = await send();
      const tookMs = this.#nowMs() - beganMs;
      if (tookMs > limits.slowMs) this.#set(bytes / 2);
      // What was less than a whole part says nothing of larger ones.
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
