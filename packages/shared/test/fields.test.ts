import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  countCharacters,
  DisplayName,
  Email,
  ExistingPassword,
  NewPassword,
  Text,
  Username,
  UsernameAvailabilityQuery,
} from '../src/index.ts';

const accepts = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success;

const notText = [undefined, null, 5, true, {}, { contains: '@' }, [], ['ada@example.org'], ['adalovelace']];
const notStorable = ['ab\u0000cdefgh', '\u0000', 'abcdefgh\ud800', '\udc00abcdefgh', 'ab\udc00\ud800cdef'];

describe('every text field', () => {
  const fields = { Text, Username, Email, NewPassword, ExistingPassword, DisplayName };
  it.each(Object.entries(fields))('refuses non-strings, NUL and half surrogate pairs: %s', (_, schema) => {
    for (const value of notText) expect(accepts(schema, value)).toBe(false);
    for (const value of notStorable) expect(accepts(schema, value)).toBe(false);
  });

  it('accepts any whole character', () => {
    for (const value of ['', ' ', '\n', 'é', '日本', '👩‍👩‍👧', '\u{10FFFF}']) expect(Text.parse(value)).toBe(value);
  });
});

describe('a username', () => {
  it.each(['ada', 'Ada_Lovelace-1815', 'a'.repeat(32), '___', '-0-'])('may be %s', (name) => {
    expect(Username.parse(name)).toBe(name);
  });

  it.each([
    ['too short', 'ad'],
    ['empty', ''],
    ['too long', 'a'.repeat(33)],
    ['a space', 'ada lovelace'],
    ['a space at the end', 'ada '],
    ['a line break at the end', 'ada\n'],
    ['a dot', 'ada.l'],
    ['an e-mail address', 'ada@example.org'],
    ['fullwidth letters', '\uff41\uff44\uff41'],
    ['a Cyrillic letter', '\u0430da'],
    ['a Greek letter', 'ad\u03b1'],
    ['a Kelvin sign', 'ada\u212a'],
    ['a dotless i', 'ad\u0131'],
    ['a zero-width joiner', 'ad\u200da'],
    ['a zero-width space', 'ad\u200ba'],
    ['a soft hyphen', 'ad\u00ada'],
    ['a mark that reorders text', 'ad\u202ea'],
    ['a combining accent', 'ada\u0301'],
    ['an emoji', 'ada👩'],
    ['a path', '../ada'],
  ])('may not have %s', (_, name) => expect(accepts(Username, name)).toBe(false));

  it('that could never be registered can still be looked up', () => {
    expect(accepts(UsernameAvailabilityQuery, { username: 'no such näme' })).toBe(true);
    expect(accepts(UsernameAvailabilityQuery, { username: 'x'.repeat(201) })).toBe(false);
  });
});

describe('an e-mail address', () => {
  it.each([
    ['ada@example.org', 'ada@example.org'],
    ['Ada.Lovelace+News@Example.ORG', 'ada.lovelace+news@example.org'],
    ['  ada@example.org\n', 'ada@example.org'],
    ["o'hara@sub.example.co.uk", "o'hara@sub.example.co.uk"],
  ])('%j is stored as %s', (sent, kept) => expect(Email.parse(sent)).toBe(kept));

  it.each([
    'ada',
    '@example.org',
    'ada@',
    'ada@example',
    'ada@@example.org',
    'ada lovelace@example.org',
    'ada@exam ple.org',
    'Ada <ada@example.org>',
    'ada@example.org,eve@example.org',
    'ada@example.org;eve@example.org',
    'ada@example.org\r\nBcc: eve@example.org',
    'ada@example.org\nBcc:eve@example.org',
    'ada\r\n@example.org',
    'ada@example.org%0aBcc:eve@example.org',
    '.ada@example.org',
    'ada..l@example.org',
    'ada\uff20example.org',
    '\uff41da@example.org',
    '\u0430da@example.org',
    'ada@ex\u0430mple.org',
    '\u212aelvin@example.org',
    'ad\u200da@example.org',
    'ada@exa\u200bmple.org',
    `${'a'.repeat(250)}@example.org`,
  ])('cannot be %j', (sent) => expect(accepts(Email, sent)).toBe(false));
});

describe('a new password', () => {
  it('is counted in characters, not in the units of an encoding', () => {
    expect(countCharacters('👩é日a')).toBe(4);
    expect(accepts(NewPassword, '👩'.repeat(7))).toBe(false);
    expect(accepts(NewPassword, '👩'.repeat(8))).toBe(true);
    expect(accepts(NewPassword, '👩'.repeat(128))).toBe(true);
    expect(accepts(NewPassword, '👩'.repeat(129))).toBe(false);
  });

  it('has from 8 to 128 characters', () => {
    for (const [length, accepted] of [
      [0, false],
      [7, false],
      [8, true],
      [64, true],
      [128, true],
      [129, false],
    ] as const) {
      expect(accepts(NewPassword, 'x'.repeat(length))).toBe(accepted);
    }
  });

  it.each(['  leading', 'trailing  ', '        ', 'ﬁﬁﬁﬁﬁﬁﬁﬁ', 'Tab\tand\nline'])(
    'is used exactly as typed: %j',
    (password) => {
      expect(NewPassword.parse(password)).toBe(password);
      expect(ExistingPassword.parse(password)).toBe(password);
    },
  );

  it('has readable errors for its field', () => {
    expect(NewPassword.safeParse('short').error?.issues.map(({ message }) => message)).toEqual([
      'Use at least 8 characters.',
    ]);
  });
});

describe('an existing password', () => {
  it('is only limited in length', () => {
    expect(accepts(ExistingPassword, 'x')).toBe(true);
    expect(accepts(ExistingPassword, '')).toBe(false);
    expect(accepts(ExistingPassword, 'x'.repeat(1024))).toBe(true);
    expect(accepts(ExistingPassword, 'x'.repeat(1025))).toBe(false);
  });
});

describe('a display name', () => {
  it.each(['Ada', 'Ada Lovelace', 'Ада', '愛達', 'عائشة', '👩‍👩‍👧', '❤️', 'Zoë-ñ O’Hara', 'می‌خواهم', '👩'.repeat(64)])(
    'may be %s',
    (name) => expect(DisplayName.parse(name)).toBe(name),
  );

  it('is trimmed', () => expect(DisplayName.parse('  Ada  ')).toBe('Ada'));

  it.each([
    ['nothing', ''],
    ['only spaces', '   '],
    ['only a zero-width space', '\u200b'],
    ['only joiners', '\u200d\u200d'],
    ['only a Hangul filler', '\u3164'],
    ['only a blank Braille pattern', '\u2800'],
    ['too many characters', '👩'.repeat(65)],
    ['a line break', 'Ada\nAdmin'],
    ['a line separator', 'Ada\u2028Admin'],
    ['an escape sequence', 'Ada\u001b[31m'],
    ['a mark that reorders text', 'Ada\u202enimda'],
    ['an isolate', '\u2066Ada\u2069'],
    ['a byte order mark inside', 'A\ufeffda'],
  ])('may not have %s', (_, name) => expect(accepts(DisplayName, name)).toBe(false));
});
