const windowMs = 60_000;
/** So many ends within `windowMs` are no accident that starting again would mend. */
export const maxDeaths = 5;
const firstDelayMs = 250;

/** Whether and when a process that ended by itself is started again: after twice as long each time within a minute. */
export class RestartPolicy {
  #deaths: number[] = [];

  /**
   * @param nowMs of a clock that never goes back
   * @returns how long to wait in milliseconds; undefined when it is not worth trying again
   */
  delayAfterDeath(nowMs: number): number | undefined {
    this.#deaths = [...this.#deaths.filter((at) => nowMs - at < windowMs), nowMs];
    const count = this.#deaths.length;
    return count < maxDeaths ? firstDelayMs * 2 ** (count - 1) : undefined;
  }
}
