/** The page is loaded and has a moment; at the latest after this long. */
const maxWaitMs = 3_000;

/** Resolves once the page is loaded and the browser has nothing better to do, or when it is aborted. */
export async function whenIdle(signal: AbortSignal): Promise<void> {
  if (document.readyState !== 'complete') {
    await new Promise((resolve) => {
      window.addEventListener('load', resolve, { once: true, signal });
      signal.addEventListener('abort', resolve, { once: true });
    });
  }
  await new Promise<void>((resolve) => {
    // Safari has no such callback.
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: maxWaitMs });
    else setTimeout(resolve, 200);
  });
}
