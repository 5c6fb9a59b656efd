import { isApiError } from '@pixelboxx/api-client';
import { setTimeout as delay } from 'node:timers/promises';

/** How to wait between tries, and how to report it. */
export interface Pace {
  readonly signal: AbortSignal;
  /** @throws the reason of the signal */
  sleep(ms: number): Promise<void>;
  /** From 0 to 1. */
  random(): number;
  /** Called before each wait. */
  onWait(seconds: number, code: string): void;
}

const limits = { attempts: 8, baseMs: 500, capMs: 30_000, spreadMs: 1000 } as const;

export function createPace(signal: AbortSignal, onWait: Pace['onWait'] = () => undefined): Pace {
  return {
    signal,
    sleep: async (ms) => {
      try {
        await delay(ms, undefined, { signal });
      } catch (error) {
        throw signal.aborted ? signal.reason : error;
      }
    },
    random: Math.random,
    onWait,
  };
}

/** Whether the same request may succeed a moment later. */
export function isPassing(error: unknown): boolean {
  if (!isApiError(error)) return false;
  if (error.code === 'IDEMPOTENCY_IN_PROGRESS') return true;
  return error.status === 0 || [408, 423, 429].includes(error.status) || error.status >= 500;
}

/**
 * Waits between tries: as long as the site says, or else twice as long as before, plus a random share of that, so that
 * clients disconnected at the same time do not all come back at the same time.
 */
export class Backoff {
  readonly #pace: Pace;
  #failures = 0;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  /** Call after a success: earlier failures no longer count. */
  reset(): void {
    this.#failures = 0;
  }

  /**
   * Waits after a temporary failure. If a limit of the site says when it ends, waits that long, and it does not count
   * as a failed try.
   * @throws the failure itself if it is not temporary, or was the last of too many; the reason of the signal
   */
  async wait(error: unknown): Promise<void> {
    const pace = this.#pace;
    pace.signal.throwIfAborted();
    if (!isPassing(error) || !isApiError(error)) throw error;
    const told = retryAfterOf(error.details);
    if (told === null || error.code !== 'RATE_LIMITED') this.#failures += 1;
    if (this.#failures >= limits.attempts) throw error;
    const ms =
      told === null
        ? pace.random() * Math.min(limits.capMs, limits.baseMs * 2 ** (this.#failures - 1))
        : told * 1000 + pace.random() * limits.spreadMs;
    pace.onWait(Math.ceil(ms / 1000), error.code);
    await pace.sleep(ms);
  }
}

/** Retries after temporary failures. @throws as `Backoff.wait` */
export async function retrying<Result>(work: () => Promise<Result>, pace: Pace): Promise<Result> {
  const backoff = new Backoff(pace);
  for (;;) {
    try {
      return await work();
    } catch (error) {
      await backoff.wait(error);
    }
  }
}

function retryAfterOf(details: Readonly<Record<string, unknown>>): number | null {
  const { retryAfterSeconds } = details;
  return typeof retryAfterSeconds === 'number' && retryAfterSeconds >= 0 ? retryAfterSeconds : null;
}
