let waiting: (() => void) | null = null;

/**
 * Goes somewhere, or waits for the network to do so: without one, the browser would replace the page, and what was entered
 * there, by a page of its own. Of several that wait, the last one counts.
 */
export function goWhenOnline(go: () => void): void {
  if (waiting) window.removeEventListener('online', waiting);
  waiting = null;
  // False means that there is certainly no network; true may be wrong, and then the attempt fails as any other does.
  if (navigator.onLine) return go();
  waiting = () => {
    waiting = null;
    go();
  };
  window.addEventListener('online', waiting, { once: true });
}

/** For `useSyncExternalStore`. */
export function watchOnline(onChange: () => void): () => void {
  window.addEventListener('online', onChange);
  window.addEventListener('offline', onChange);
  return () => {
    window.removeEventListener('online', onChange);
    window.removeEventListener('offline', onChange);
  };
}
