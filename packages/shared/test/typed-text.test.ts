import { anyCharacter } from '@pixelboxx/config/testing/any-text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countCharacters,
  DisplayName,
  OneTimeCode,
  PasskeyName,
  RemoveUploadRequest,
  SuspendRequest,
} from '../src/index.ts';

const runs = { seed: 64, numRuns: 2000 };
const reason = (text: string) => SuspendRequest.safeParse({ reason: text });
const anything = fc.string({
  unit: fc.oneof(anyCharacter, fc.constantFrom('a', ' ', '\u0301', '\u200b', '\u202e', '\n', '👩‍👩‍👧')),
});

describe.each([
  ['a display name', DisplayName],
  ['the name of a passkey', PasskeyName],
])('%s', (_what, schema) => {
  it('[D2] may have at most four marks on a character', () => {
    for (const name of ['Ze\u0301\u0323ro', 'Việt', 'นิ้น', 'a\u0301\u0302\u0303\u0304b', '1\ufe0f\u20e3']) {
      expect(schema.safeParse(name).success).toBe(true);
    }
    for (const name of [
      'a\u0301\u0302\u0303\u0304\u0305',
      `Z${'\u0335'.repeat(63)}`,
      '\u0301'.repeat(64),
      '\u0301da',
    ]) {
      expect(schema.safeParse(name).success).toBe(false);
    }
  });

  it.each([
    ['a zero-width space inside', 'Ad\u200ba'],
    ['a soft hyphen inside', 'Ad\u00ada'],
    ['a word joiner inside', 'Ad\u2060a'],
    ['unseen tags', 'Ada\u{e0041}\u{e0064}'],
    ['an annotation', 'A\ufff9d\ufffba'],
    ['an override', 'Ada\u202enimda'],
    ['nothing but unseen characters', '\u115f\u1160\u3164\u034f'],
    ['nothing but accents', '\u0301\u0302'],
  ])('[D2] may not have %s', (_, name) => expect(schema.safeParse(name).success).toBe(false));

  it('[D2] may have the joiners and marks that scripts and emoji need', () => {
    for (const name of [
      'می‌خواهم',
      '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} Ada',
      '👩‍👩‍👧',
      '❤️',
      'श्री',
      '각',
    ])
      expect(schema.parse(name)).toBe(name);
  });

  it('[D2] is normalized, limited in length, and visible', () => {
    fc.assert(
      fc.property(anything, (typed) => {
        const [one, other] = [typed.normalize('NFC'), typed.normalize('NFD')].map((name) => schema.safeParse(name));
        expect(one?.data).toBe(other?.data);
        const name = one?.data;
        if (name === undefined) return;
        expect(schema.parse(name)).toBe(name);
        expect(name).toBe(name.trim().normalize('NFC'));
        expect(countCharacters(name)).toBeLessThanOrEqual(64);
        expect(name).not.toMatch(/[\p{Cc}\u200b\u202a-\u202e\u2066-\u2069]/u);
      }),
      runs,
    );
  });
});

describe('a reason that one user gives another', () => {
  it('[D2] may have several lines, with normalized line ends, and is trimmed', () => {
    expect(reason(' One.\r\nTwo.\rThree.\u200b\n').data).toEqual({ reason: 'One.\nTwo.\nThree.' });
    expect(RemoveUploadRequest.parse({ reason: 'Cafe\u0301' })).toEqual({ reason: 'Café' });
  });

  it.each([
    ['an escape sequence', 'Not \u001b[31mallowed'],
    ['an override', 'Not \u202eallowed'],
    ['nothing to see', '\u200b\u200b\u200b\u3164\u3164\u3164'],
    ['two characters', 'no'],
    ['501 characters', 'x'.repeat(501)],
  ])('[D2] may not have %s', (_, text) => expect(reason(text).success).toBe(false));

  it('[D2] may have 500 characters of any kind', () => {
    expect(reason('👩'.repeat(500)).success).toBe(true);
    expect(reason('e\u0301'.repeat(500)).success).toBe(true);
  });
});

it.each([
  ['１２３４５６', '123456'],
  ['١٢٣٤٥٦', '123456'],
  ['۱۲۳۴۵۶', '123456'],
  ['123\u00a0456', '123 456'],
  ['\u200b123–456\n', '123-456'],
])('[D2] the code %s is read as %s', (typed, code) => expect(OneTimeCode.parse(typed)).toBe(code));
