/** A timer that is this late shows that the process was busy, not the server. */
const lagToleranceMs = 20;
/** The maximum for a busy process: after this multiple of the allowed time, waiting for it helps nobody. */
const timeout = 10;

/**
 * Rejects if `work` takes longer than `timeoutMs`. If the timer itself fires late, the event loop was blocked and the
 * reply may be waiting unread in the socket: the time is then granted again, so that a busy process does not mistake a
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
        // One more look at the sockets: a reply that has already arrived counts.
        else setImmediate(() => reject(new Error(`No reply within ${timeoutMs} ms`)));
      }, timeoutMs);
    };
    wait();
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
