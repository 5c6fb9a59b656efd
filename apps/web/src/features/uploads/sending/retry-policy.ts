import { spokenTexts } from '@/lib/texts/browser-wording.ts';
import { isApiError } from '@/lib/api/api-failure.ts';
import type { Remedy } from '../items/upload-item.ts';

/** What the queue does about a failed attempt. */
export type RetryPolicy =
  /** The network is down: the upload continues when it is back. */
  | { type: 'wait-for-network' }
  | { type: 'postpone'; seconds: number }
  | { type: 'full'; message: string }
  | { type: 'fail'; message: string; remedy: Remedy };

const maxAttempts = 6;
const longestPauseSeconds = 30;

/** The API asks to wait, or is still processing an earlier request. */
const passing = new Set([
  'RATE_LIMITED',
  'OVERLOADED',
  'SERVICE_UNAVAILABLE',
  'IDEMPOTENCY_IN_PROGRESS',
  'UPLOAD_LOCKED',
  'UPLOAD_OFFSET_CONFLICT',
]);
/** The file itself is the problem: a retry changes nothing. */
const final = new Set([
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'INVALID_IMAGE',
  'IMAGE_TOO_LARGE',
  'MALWARE_DETECTED',
  'VALIDATION_ERROR',
]);
/** It is unknown whether the upload arrived: only the same key keeps it one image. */
const unknown = new Set(['NETWORK_ERROR', 'UNREADABLE_ANSWER', 'INTERNAL_ERROR', 'REQUEST_TIMEOUT']);

export function retryPolicyOf(error: unknown, attempts: number, online: boolean): RetryPolicy {
  if (!isApiError(error)) {
    return { type: 'fail', message: spokenTexts('uploads')('fileGone'), remedy: 'same' };
  }
  const { code, message, details } = error;
  const isConnection = code === 'NETWORK_ERROR' || (code === 'UNREADABLE_ANSWER' && error.status >= 500);
  if (isConnection && !online) return { type: 'wait-for-network' };
  if (attempts + 1 < maxAttempts && (passing.has(code) || isConnection)) {
    return { type: 'postpone', seconds: Math.max(1, details.retryAfterSeconds ?? pauseAfter(attempts)) };
  }
  if (code === 'QUOTA_EXCEEDED') return { type: 'full', message };
  if (final.has(code)) return { type: 'fail', message, remedy: 'none' };
  return { type: 'fail', message, remedy: unknown.has(code) || passing.has(code) ? 'same' : 'anew' };
}

/** The pause doubles each time. */
function pauseAfter(attempts: number): number {
  return Math.min(longestPauseSeconds, 2 ** attempts);
}
