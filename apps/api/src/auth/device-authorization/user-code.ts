import { userCodeLength, userCodeAlphabet } from '@pixelboxx/shared';
import { randomInt } from 'node:crypto';

/**
 * What a user types: 34 random bits, for ten minutes and one use. Who guesses must be signed in, and has few tries an hour
 * (RFC 8628, 5.1 and 6.1).
 */
export function newUserCode(): string {
  return Array.from({ length: userCodeLength }, () => userCodeAlphabet.charAt(randomInt(userCodeAlphabet.length))).join(
    '',
  );
}

/** As it is shown, in two halves. */
export function formatUserCode(code: string): string {
  const half = userCodeLength / 2;
  return `${code.slice(0, half)}-${code.slice(half)}`;
}
