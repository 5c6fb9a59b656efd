import { isApiError } from '@pixelboxx/api-client/errors';
import type { ErrorTracker } from '@pixelboxx/telemetry';
import { onPageError } from '../lib/errors/page-error.ts';
import { log } from './log.ts';

/** What the API says when something that it stands on is away: its own lines and numbers tell of that. */
const foreseen: readonly string[] = ['SERVICE_UNAVAILABLE', 'OVERLOADED'];

/**
 * Writes a line for each error of a page, by the number that its visitor was shown, and reports those that nobody foresaw.
 * @returns what ends it
 */
export function watchPageErrors(errors: ErrorTracker): () => void {
  return onPageError(({ error, route }) => {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const digest = error instanceof Error && 'digest' in error ? { digest: error.digest } : {};
    log('error', 'page.failed', { route, ...digest, reason });
    if (!isApiError(error) || !foreseen.includes(error.code)) errors.report({ error, kind: 'request', where: route });
  });
}
