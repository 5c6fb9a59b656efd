import { isApiError } from '@pixelboxx/api-client/errors';
import type { ErrorTracker } from '@pixelboxx/telemetry';
import { onPageError } from '../lib/errors/page-error.ts';
import { log } from './log.ts';

/** The API's codes when one of its dependencies is down: its own logs and metrics cover that. */
const foreseen: readonly string[] = ['SERVICE_UNAVAILABLE', 'OVERLOADED'];

/**
 * Logs each error of a page with the number that the visitor was shown, and reports unexpected ones.
 * @returns the function that stops it
 */
export function watchPageErrors(errors: ErrorTracker): () => void {
  return onPageError(({ error, route }) => {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const digest = error instanceof Error && 'digest' in error ? { digest: error.digest } : {};
    log('error', 'page.failed', { route, ...digest, reason });
    if (!isApiError(error) || !foreseen.includes(error.code)) errors.report({ error, kind: 'request', where: route });
  });
}
