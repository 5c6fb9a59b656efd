import { spokenTexts } from '@/lib/texts/browser-wording.ts';
import type { SecurityEventType } from '@pixelboxx/shared';

/** Events that the account's owner should check. */
const alarming: ReadonlySet<string> = new Set<SecurityEventType>([
  'NEW_DEVICE_SIGNED_IN',
  'REFRESH_TOKEN_REUSED',
  'EMAIL_CHANGE_REVERTED',
  'PASSWORD_REVOKED',
  'DISOWNED',
  'SECOND_FACTOR_FAILED',
  'PASSKEY_REFUSED',
  'ACCOUNT_SUSPENDED',
]);

/** Usual events that a user who is signed in elsewhere at that moment should still learn of at once. */
const elsewhere: ReadonlySet<string> = new Set<SecurityEventType>(['SIGNED_IN', 'PASSKEY_SIGNED_IN']);

export function isAlarming(type: string): boolean {
  return alarming.has(type);
}

/** Whether open pages interrupt their user for this event. */
export function isUrgent(type: string): boolean {
  return isAlarming(type) || elsewhere.has(type);
}

/** The sentence for a type of event. An unknown type is shown as well as possible. */
export function formatEvent(type: string, sentences: Readonly<Record<string, unknown>> = {}): string {
  const sentence = Object.hasOwn(sentences, type) ? sentences[type] : undefined;
  if (typeof sentence === 'string') return sentence;
  return spokenTexts('common')('somethingNew', { type: type.toLowerCase().replaceAll('_', ' ') });
}
