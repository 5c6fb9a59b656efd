/** A timer this much late says that the process itself was busy, not the server. */
const lagToleranceMs = 20;

/**
 * Rejects when `work` takes longer than `timeoutMs`. When the timer itself fires late, the event loop was blocked and the
 * reply may be waiting unread in the socket: then the time is granted once more, so that a busy process does not take a
 * healthy server for a dead one. What `work` does after its deadline is ignored.
 */
export function withDeadline<Value>(work: Promise<Value>, timeoutMs: number): Promise<Value> {
  return new Promise((resolve, reject) => {
    const expire = () => reject(new Error(`No reply within ${timeoutMs} ms`));
    const dueAtMs = performance.now() + timeoutMs;
    let timer = setTimeout(() => {
      if (performance.now() - dueAtMs > lagToleranceMs) timer = setTimeout(expire, timeoutMs);
      else expire();
    }, timeoutMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
