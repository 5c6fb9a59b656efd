import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestedRange } from './byte-range.ts';

/** The first and last byte according to RFC 9110 14.1.2, by counting; null if none is in the object. */
function partOf(size: number, spec: { first: number | null; last: number | null }): [number, number] | null {
  const bytes = Array.from({ length: size }, (_, index) => index);
  const { first, last } = spec;
  const wanted =
    first === null
      ? bytes.filter((byte) => byte >= size - (last ?? 0))
      : bytes.filter((byte) => byte >= first && byte <= (last ?? byte));
  const [start, end] = [wanted[0], wanted.at(-1)];
  return start === undefined || end === undefined ? null : [start, end];
}

const sizes = fc.nat(60);
const spaces = fc.constantFrom('', ' ', '\t', ' \t ');
const units = fc.constantFrom('bytes', 'Bytes', 'BYTES');
const specs = fc.oneof(
  fc.record({ first: fc.nat(80), last: fc.option(fc.nat(80)) }),
  fc.record({ first: fc.constant(null), last: fc.nat(80) }),
);
const written = ({ first, last }: { first: number | null; last: number | null }) => `${first ?? ''}-${last ?? ''}`;

describe('a byte range', () => {
  it('is the requested one, cut to the object, or unsatisfiable outside of it', () => {
    fc.assert(
      fc.property(sizes, specs, units, spaces, (size, spec, unit, space) => {
        const given = requestedRange(`${unit}=${space}${written(spec)}${space}`, size);
        const { first, last } = spec;
        const isBackwards = first !== null && last !== null && last < first;
        const part = partOf(size, spec);
        expect(given).toEqual(isBackwards ? null : part ? { start: part[0], end: part[1] } : 'unsatisfiable');
      }),
      { seed: 20_261_128, numRuns: 2_000 },
    );
  });

  it('is the whole object if several are requested', () => {
    fc.assert(
      fc.property(sizes, fc.array(specs, { minLength: 2, maxLength: 5 }), (size, several) => {
        expect(requestedRange(`bytes=${several.map(written).join(', ')}`, size)).toBeNull();
      }),
      { seed: 20_261_128 },
    );
  });

  it('is always within the object, for any header', () => {
    const anything = fc.oneof(
      fc.string(),
      fc
        .string({ unit: fc.constantFrom('0', '9', '-', ',', ' ', '=', 'b', '\u0000', '٣') })
        .map((text) => `bytes=${text}`),
    );
    fc.assert(
      fc.property(sizes, anything, (size, header) => {
        const given = requestedRange(header, size);
        if (given === null || given === 'unsatisfiable') return;
        expect(given.start).toBeGreaterThanOrEqual(0);
        expect(given.end).toBeGreaterThanOrEqual(given.start);
        expect(given.end).toBeLessThan(size);
      }),
      { seed: 20_261_128, numRuns: 2_000 },
    );
  });

  it.each([
    [undefined, null],
    ['bytes=', null],
    ['bytes=-', null],
    ['bytes=a-b', null],
    ['bytes=1-2-3', null],
    ['bytes 0-4', null],
    ['pages=0-4', null],
    ['bytes=+1-4', null],
    ['bytes=,3-5,', { start: 3, end: 5 }],
    ['bytes=0-99999999999999999999', { start: 0, end: 9 }],
    ['bytes=99999999999999999999-', 'unsatisfiable'],
    ['bytes=-99999999999999999999', { start: 0, end: 9 }],
    ['bytes=-0', 'unsatisfiable'],
  ])('of ten bytes for %j is %j', (header, part) => {
    expect(requestedRange(header, 10)).toEqual(part);
  });
});
