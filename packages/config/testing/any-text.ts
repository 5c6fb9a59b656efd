import fc from 'fast-check';

const firstSurrogate = 0xd800;
const surrogates = 0x800;

/** Any Unicode character; every third one is printable ASCII. */
export const anyCharacter: fc.Arbitrary<string> = fc.oneof(
  { weight: 1, arbitrary: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCodePoint(code)) },
  {
    weight: 2,
    arbitrary: fc
      .integer({ min: 0, max: 0x10ffff - surrogates })
      .map((code) => String.fromCodePoint(code < firstSurrogate ? code : code + surrogates)),
  },
);

/**
 * Text of any characters. fast-check's own unit for this, `binary`, first builds a table of all 1.1 million characters,
 * which costs each process a second and 190 MB.
 */
export const anyText = (lengths: { minLength?: number; maxLength?: number } = {}): fc.Arbitrary<string> =>
  fc.string({ ...lengths, unit: anyCharacter });
