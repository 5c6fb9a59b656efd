import { anyCharacter } from '@pixelboxx/config/testing/any-text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countCharacters, ExistingPassword, NewPassword, opaqueString } from '../src/index.ts';

const runs = { seed: 8265, numRuns: 2000 };
/** Spaces and controls, letters with one accent and several, Hangul, ligatures, emoji, and anything else. */
const character = fc.oneof(
  fc.constantFrom('é', 'e\u0301', 'ẹ\u0301', 'e\u0301\u0323', 'Å', '\u212b', '각', '\u1100\u1161\u11a8', 'ﬁ', '①', 'ſ'),
  fc.constantFrom(' ', '\u00a0', '\u3000', '\u2003', '\t', '\n', '\u200d', '👩‍👩‍👧', '🐙', 'ａ', 'Ⅳ'),
  anyCharacter,
);
const password = fc.array(character, { maxLength: 40 }).map((characters) => characters.join(''));

describe('the normal form of passwords', () => {
  it('[D1] is the same for canonically equal spellings (NFC, NFD), and idempotent', () => {
    fc.assert(
      fc.property(password, (typed) => {
        const form = opaqueString(typed);
        expect(opaqueString(typed.normalize('NFC'))).toBe(form);
        expect(opaqueString(typed.normalize('NFD'))).toBe(form);
        expect(opaqueString(form)).toBe(form);
        expect(form.normalize('NFC')).toBe(form);
      }),
      runs,
    );
  });

  it('[D1] distinguishes case, width, ligatures and surrounding spaces', () => {
    fc.assert(
      fc.property(password, password, (one, other) => {
        const spelling = (typed: string) => typed.replaceAll(/\p{Zs}/gu, ' ').normalize('NFD');
        expect(opaqueString(one) === opaqueString(other)).toBe(spelling(one) === spelling(other));
        expect(opaqueString(` ${one}`)).not.toBe(opaqueString(one));
        expect(opaqueString(`${one} `)).not.toBe(opaqueString(one));
      }),
      runs,
    );
    for (const [one, other] of [
      ['ﬁ', 'fi'],
      ['ａ', 'a'],
      ['A', 'a'],
      ['①', '1'],
    ] as const) {
      expect(opaqueString(one)).not.toBe(opaqueString(other));
    }
  });

  it('[D1] has an ASCII space for every kind of space (RFC 8265, 4.2.2)', () => {
    expect(opaqueString('a\u00a0b\u2003c\u3000d\u202fe')).toBe('a b c d e');
  });
});

describe('a new password', () => {
  it('[D1] is normalized before its length is checked, so that all keyboards get the same result', () => {
    fc.assert(
      fc.property(password, (typed) => {
        const [composed, decomposed] = [typed.normalize('NFC'), typed.normalize('NFD')].map((spelling) =>
          NewPassword.safeParse(spelling),
        );
        expect(composed?.success).toBe(decomposed?.success);
        expect(composed?.data).toBe(decomposed?.data);
        const length = countCharacters(opaqueString(typed));
        const storable = !typed.includes('\u0000') && typed.isWellFormed();
        expect(composed?.success).toBe(storable && length >= 8 && length <= 128);
      }),
      runs,
    );
  });

  it('[D1] of 128 characters may be sent decomposed, and 8 code points of 4 characters are too few', () => {
    expect(NewPassword.parse('é'.normalize('NFD').repeat(128))).toBe('é'.repeat(128));
    expect(NewPassword.safeParse('é'.normalize('NFD').repeat(4)).success).toBe(false);
    expect(NewPassword.safeParse('\u0301'.repeat(100_000)).success).toBe(false);
  });
});

it('[D1] an existing password is sent as typed', () => {
  const typed = ' caf\u0065\u0301\u00a0';
  expect(ExistingPassword.parse(typed)).toBe(typed);
});
