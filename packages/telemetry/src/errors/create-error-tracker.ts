import type { ErrorTrackingOptions } from '../settings.ts';
import { type ErrorTracker, NoErrorTracker } from './error-tracker.ts';

/** Loads the library only if errors are reported. @param service a tag of all reports */
export async function createErrorTracker(options: ErrorTrackingOptions | null, service: string): Promise<ErrorTracker> {
  if (options === null) return new NoErrorTracker();
  const { SentryErrorTracker } = await import('./sentry-error-tracker.ts');
  return new SentryErrorTracker(options, service);
}
