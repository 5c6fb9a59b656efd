import { isApiError } from './api-error.ts';

/** How to handle an expired session. */
export interface Renewal {
  /**
   * Renews the session: true if there is a new one, false if it has ended. Throws the `ApiError` of an outage, which
   * must never look like being signed out.
   */
  renewSession: () => Promise<boolean>;
  /** How often one call can renew (default: 1). Browsers use 2, because the first may be an older renewal by another tab. */
  maxRenewals?: number;
  /** Called when the session has ended for good; the call still throws its 401. */
  onSessionEnded?: () => void;
}

/**
 * Returns a function that runs work that needs a session: if the session has expired (401 `UNAUTHENTICATED`), it renews
 * the session and runs the work again. Used by the client, and by code that calls the API in other ways.
 */
export function renewing({ renewSession, maxRenewals = 1, onSessionEnded }: Renewal) {
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (!(isApiError(error) && error.code === 'UNAUTHENTICATED')) throw error;
        if (attempt < maxRenewals && (await renewSession())) continue;
        onSessionEnded?.();
        throw error;
      }
    }
  };
}
