import { isApiError } from './api-error.ts';

/** What is done about a session that has expired. */
export interface Renewal {
  /**
   * Renews the session: true when there is a new one, false when it has ended. Throws the `ApiError` of an outage, which
   * must never look like being signed out.
   */
  renewSession: () => Promise<boolean>;
  /** How often one call may renew: 1 unless told. A browser says 2, as the first may be an older one of another tab. */
  maxRenewals?: number;
  /** The session has ended for good; the call throws its 401 all the same. */
  onSessionEnded?: () => void;
}

/**
 * Makes the function that does what needs a session: where that has expired (401 `UNAUTHENTICATED`), it is renewed and
 * the work is done again. For the client, and for what calls the API by other means.
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
