import { userCodeLength, userCodeAlphabet } from '@pixelboxx/shared';
import { randomInt } from 'node:crypto';

/**
 * The code that a user types: 34 random bits, valid for ten minutes and one use. Guessing requires being signed in, and
 * the attempts per hour are limited (RFC 8628, 5.1 and 6.1).
 */
export function newUserCode(): string {
  return Array.from({ length: userCodeLength }, () => userCodeAlphabet.charAt(randomInt(userCodeAlphabet.length))).join(
    '',
  );
}

/** The form in which it is shown, in two halves. */
export function formatUserCode(code: string): string {
  const half = userCodeLength / 2;
  return `${code.slice(0, half)}-${code.slice(half)}`;
}
