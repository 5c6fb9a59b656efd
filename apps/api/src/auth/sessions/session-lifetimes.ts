/** A session ends after 30 days without a refresh … */
export const sessionIdleSeconds = 30 * 24 * 3600;

/** … and after 90 days whatever happens: rotation never moves this. */
export const sessionAbsoluteSeconds = 90 * 24 * 3600;
