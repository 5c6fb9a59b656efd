import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freshnessMsOf } from '@/server/kept-pages/freshness.ts';

const of = (headers: Record<string, string>) => freshnessMsOf((name) => headers[name]);

/** Directives in any order, case and spacing. */
const spelled = (directives: readonly string[]) =>
  fc
    .tuple(
      fc.shuffledSubarray([...directives], { minLength: directives.length }),
      fc.constantFrom(',', ', ', ' , '),
      fc.boolean(),
    )
    .map(([order, between, isLoud]) => (isLoud ? order.join(between).toUpperCase() : order.join(between)));

describe('how long a response may be shared', () => {
  it('is its max-age minus its age, in any spelling', () => {
    fc.assert(
      fc.property(
        fc.nat(100_000).chain((seconds) => fc.tuple(fc.constant(seconds), spelled(['public', `max-age=${seconds}`]))),
        fc.option(fc.nat(200_000), { nil: undefined }),
        fc.constantFrom('', 'Origin', 'accept-encoding', 'Accept-Encoding, Origin'),
        ([seconds, caching], age, vary) => {
          const headers = { 'cache-control': caching, vary, ...(age !== undefined && { age: String(age) }) };
          expect(of(headers)).toBe(Math.max(0, seconds - (age ?? 0)) * 1000);
        },
      ),
      { seed: 20_261_128 },
    );
  });

  it('is zero if it is not public or not stated explicitly', () => {
    const reason = fc.oneof(
      spelled(['private', 'max-age=60']),
      spelled(['max-age=60']),
      spelled(['public']),
      spelled(['public', 'max-age=60', 'no-store']),
      spelled(['public', 'max-age=60', 'no-cache']),
      spelled(['public', 'max-age=-60']),
      spelled(['public', 'max-age=1e9']),
      fc.string(),
    );
    fc.assert(
      fc.property(reason, (caching) => {
        expect(of({ 'cache-control': caching })).toBe(0);
      }),
      { seed: 20_261_128 },
    );
    const fresh = { 'cache-control': 'public, max-age=60' };
    for (const vary of ['*', 'Cookie', 'Origin, Authorization', 'accept-language'])
      expect(of({ ...fresh, vary })).toBe(0);
    for (const age of ['-1', 'x', '', '60']) expect(of({ ...fresh, age })).toBe(0);
    expect(of({})).toBe(0);
  });
});
