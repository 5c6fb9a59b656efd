import { spokenTexts } from '@/lib/texts/browser-wording.ts';
import type { SecurityEventType } from '@pixelboxx/shared';

/** What its owner should look at twice. */
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

/** What is usual, and yet should be known at once by whoever is signed in somewhere else at that moment. */
const elsewhere: ReadonlySet<string> = new Set<SecurityEventType>(['SIGNED_IN', 'PASSKEY_SIGNED_IN']);

export function isAlarming(type: string): boolean {
  return alarming.has(type);
}

/** Whether open pages interrupt their user for it. */
export function isUrgent(type: string): boolean {
  return isAlarming(type) || elsewhere.has(type);
}

/** The sentence for a kind of event. One that this page does not know yet is named as well as can be. */
export function formatEvent(type: string, sentences: Readonly<Record<string, unknown>> = {}): string {
  const sentence = Object.hasOwn(sentences, type) ? sentences[type] : undefined;
  if (typeof sentence === 'string') return sentence;
  return spokenTexts('common')('somethingNew', { type: type.toLowerCase().replaceAll('_', ' ') });
}
