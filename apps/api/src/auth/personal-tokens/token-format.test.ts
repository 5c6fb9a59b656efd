import { personalTokenPattern } from '@pixelboxx/shared';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isWellFormed, newPersonalToken } from './token-format.ts';

const whole = new RegExp(`^${personalTokenPattern.source}$`);
const tokens = Array.from({ length: 200 }, () => newPersonalToken());

it('a personal token matches the pattern for secret scanners, and is unique', () => {
  for (const token of tokens) {
    expect(token).toMatch(whole);
    expect(isWellFormed(token)).toBe(true);
  }
  expect(new Set(tokens).size).toBe(tokens.length);
});

it('a personal token has a fixed length for any random bytes', () => {
  // The checksum of 43 digits '0', computed separately: CRC-32 2018072207, in base 62 `2CZclj`.
  expect(isWellFormed(`pxb_${'0'.repeat(43)}2CZclj`)).toBe(true);
});

it('a personal token is invalid by its checksum if any character is changed or missing', () => {
  const digit = fc.stringMatching(/^[0-9A-Za-z]$/);
  fc.assert(
    fc.property(fc.constantFrom(...tokens), fc.integer({ min: 4, max: 52 }), digit, (token, at, other) => {
      const changed = token.slice(0, at) + other + token.slice(at + 1);
      expect(isWellFormed(changed)).toBe(changed === token);
      expect(isWellFormed(token.slice(0, at) + token.slice(at + 1))).toBe(false);
    }),
    { seed: 43 },
  );
});

it('no other text is recognized as a personal token', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), (text) => !isWellFormed(text)),
    { seed: 43 },
  );
  for (const token of tokens.slice(0, 5))
    for (const text of [` ${token}`, `${token}\n`, token.toUpperCase(), `${token}${token}`, token.slice(4)])
      expect(isWellFormed(text)).toBe(false);
});
