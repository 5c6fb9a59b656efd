import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNestedDeeper } from '../../src/index.ts';

/** How deep arrays and objects of a value lie in each other, found by walking it. */
function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('the nesting depth of JSON', () => {
  it('[A3] is determined from the text as from the value, for any value and limit', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat(5), fc.nat(4), (value, max, space) => {
        expect(isNestedDeeper(JSON.stringify(value, null, space), max)).toBe(depthOf(value) > max);
      }),
      { seed: 20_261_128 },
    );
  });

  it('[A3] is determined for any depth, without a stack overflow', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200_000 }),
        fc.constantFrom(['[', ']'], ['{"a":', '}']),
        (depth, [open = '', close = '']) => {
          const text = open.repeat(depth) + (open === '[' ? '' : '1') + close.repeat(depth);
          expect(isNestedDeeper(text, 64)).toBe(depth > 64);
        },
      ),
      { numRuns: 30, seed: 20_261_128 },
    );
  });

  it.each(['"[[[["', '"\\"[[[["', '"\\\\"', '{"[":"{"}'])('ignores brackets in strings: %s', (text) => {
    expect(isNestedDeeper(text, 1)).toBe(false);
  });
});
