/** A check that takes long enough to be shown. */
export interface BrowserCheck {
  /** The user does not want to wait: the call that needs the check fails with a message about that. */
  readonly cancel: () => void;
}

const listeners = new Set<() => void>();
let current: BrowserCheck | null = null;

/** Sets the check in progress that is to be shown; null when it is over. */
export function showCheck(check: BrowserCheck | null): void {
  current = check;
  for (const listener of listeners) listener();
}

/** The check in progress that is to be shown. */
export const readCheck = (): BrowserCheck | null => current;

export function subscribeToCheck(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
