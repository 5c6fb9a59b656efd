import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { describeSeed, newSeed, stepOfCode } from './totp.ts';
import { DataCipher } from '../../../platform/crypto/data-cipher.ts';

describe('one-time codes', () => {
  const seed = Buffer.from('12345678901234567890');

  // RFC 6238, appendix B, SHA-1. Its codes have eight digits, of which apps show the last six.
  it.each([
    [59, '287082', 1],
    [1_111_111_109, '081804', 37_037_036],
    [1_111_111_111, '050471', 37_037_037],
    [1_234_567_890, '005924', 41_152_263],
    [2_000_000_000, '279037', 66_666_666],
    [20_000_000_000, '353130', 666_666_666],
  ])('at second %i are those of RFC 6238', (second, code, step) => {
    expect(stepOfCode(seed, code, second * 1000)).toBe(step);
  });

  it('are accepted one step early or late, and no more', () => {
    const step = 37_037_036;
    const at = (steps: number) => stepOfCode(seed, '081804', (step + steps) * 30_000);
    expect([-2, -1, 0, 1, 2].map(at)).toEqual([null, step, step, step, null]);
  });

  it.each(['08180', '0818040', '08180a', '', ' 81804'])('are not %j', (code) => {
    expect(stepOfCode(seed, code, 1_111_111_109_000)).toBeNull();
  });

  it('have secrets of 160 random bits, as a URI for authenticator apps', () => {
    const [one, other] = [newSeed(), newSeed()];
    expect(one).toHaveLength(20);
    expect(one).not.toEqual(other);
    const { secret, uri } = describeSeed(seed, 'ada');
    expect(secret).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
    const parameters = new URL(uri).searchParams;
    expect(Object.fromEntries(parameters)).toMatchObject({ issuer: 'Pixelboxx', secret, digits: '6', period: '30' });
  });
});

describe('a value encrypted at rest', () => {
  const secret = randomBytes(32);
  const cipher = new DataCipher([secret], 'test');
  const sealed = cipher.encrypt(Buffer.from('the seed'), 'ada');

  it('can be decrypted in its place, and is encrypted differently each time', () => {
    expect(cipher.decrypt(sealed, 'ada').toString()).toBe('the seed');
    expect(cipher.encrypt(Buffer.from('the seed'), 'ada')).not.toEqual(sealed);
    expect(sealed.toString('latin1')).not.toContain('seed');
  });

  it('cannot be decrypted for another user, another purpose, with another key, or if altered', () => {
    expect(() => cipher.decrypt(sealed, 'eve')).toThrow();
    expect(() => new DataCipher([secret], 'other').decrypt(sealed, 'ada')).toThrow();
    expect(() => new DataCipher([randomBytes(32)], 'test').decrypt(sealed, 'ada')).toThrow();
    for (const position of sealed.keys()) {
      const altered = Buffer.from(sealed);
      altered.writeUInt8(altered.readUInt8(position) ^ 1, position);
      expect(() => cipher.decrypt(altered, 'ada')).toThrow();
    }
    expect(() => cipher.decrypt(sealed.subarray(0, 20), 'ada')).toThrow();
  });
});
