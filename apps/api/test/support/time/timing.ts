/**
 * The outcome of `work`; fails if it arrives after a timer that starts with it. A busy machine delays both, whereas a
 * measured time would blame the product.
 */
export async function within<T>(limitMs: number, work: () => Promise<T>): Promise<T> {
  const running = work();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`This took longer than ${limitMs} ms`)), limitMs);
  });
  return Promise.race([running, late]).finally(() => clearTimeout(timer));
}

/** Whether `work` ends, well or not, without waiting for a timer, a file or the network. */
export async function endsImmediately(work: () => Promise<unknown>): Promise<boolean> {
  const ended = work().then(
    () => true,
    () => true,
  );
  return Promise.race([ended, new Promise<boolean>((resolve) => setImmediate(() => resolve(false)))]);
}
