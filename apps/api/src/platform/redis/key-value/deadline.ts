/** A timer this much late says that the process itself was busy, not the server. */
const lagToleranceMs = 20;
/** However busy: a multiple of the time allowed after which waiting for the process helps nobody. */
const timeout = 10;

/**
 * Rejects when `work` takes longer than `timeoutMs`. When the timer itself fires late, the event loop was blocked and the
 * reply may be waiting unread in the socket: then the time is granted again, so that a busy process does not take a
 * healthy server for a dead one. What `work` does after its deadline is ignored.
 */
export function withDeadline<Value>(work: Promise<Value>, timeoutMs: number): Promise<Value> {
  return new Promise((resolve, reject) => {
    const lastMs = performance.now() + timeout * timeoutMs;
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const dueAtMs = performance.now() + timeoutMs;
      timer = setTimeout(() => {
        const nowMs = performance.now();
        if (nowMs - dueAtMs > lagToleranceMs && nowMs < lastMs) wait();
        // One more look at the sockets: a reply that is there already counts.
        else setImmediate(() => reject(new Error(`No reply within ${timeoutMs} ms`)));
      }, timeoutMs);
    };
    wait();
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
