/** The longest wait for an idle moment after the page has loaded. */
const maxWaitMs = 3_000;

/** Resolves once the page is loaded and the browser is idle, or when the signal aborts. */
export async function whenIdle(signal: AbortSignal): Promise<void> {
  if (document.readyState !== 'complete') {
    await new Promise((resolve) => {
      window.addEventListener('load', resolve, { once: true, signal });
      signal.addEventListener('abort', resolve, { once: true });
    });
  }
  await new Promise<void>((resolve) => {
    // Safari lacks `requestIdleCallback`.
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: maxWaitMs });
    else setTimeout(resolve, 200);
  });
}
