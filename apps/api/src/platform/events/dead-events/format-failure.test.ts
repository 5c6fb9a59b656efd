import { anyText } from '@pixelboxx/config/testing/any-text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatFailure } from './format-failure.ts';

describe('the stored error of a dead event', () => {
  it('is one line of at most 500 characters that Postgres accepts, whatever was thrown', () => {
    const thrown = fc.oneof(
      anyText({ maxLength: 3000 }).map((message) => new Error(message)),
      fc.anything(),
    );
    fc.assert(
      fc.property(thrown, (failure) => {
        const line = formatFailure(failure);
        expect(line.length).toBeLessThanOrEqual(500);
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        expect(line.isWellFormed()).toBe(true);
      }),
      { seed: 20_261_128 },
    );
  });

  it('contains the reason, including the cause of a `fetch` error', () => {
    expect(
      formatFailure(new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) })),
    ).toBe('TypeError: fetch failed (ECONNREFUSED)');
  });

  it.each([
    ['https://user:Canary9@cdn.example/purge', 'https://cdn.example/purge'],
    ['https://cdn.example/purge?signature=Canary9&x=1 failed', 'https://cdn.example/purge?… failed'],
    ['authorization: Bearer Canary9.abc', ''],
    ['{"api_token":"Canary9"}', '{"api_token":"…"}'],
    ['password=Canary9', 'password=…'],
    ['no such mailbox: canary9@example.com', 'no such mailbox: …@…'],
    ['key Canary9AbCdEfGhIjKlMnOpQrStUvWxYz0123456789', 'key …'],
    ['eyJCanary9.eyJzdWIi.c2ln is expired', '… is expired'],
  ])('contains no secrets: %s', (message, expected) => {
    const line = formatFailure(new Error(message));
    expect(line).not.toMatch(/canary9/i);
    if (expected) expect(line).toBe(`Error: ${expected}`);
  });
});
