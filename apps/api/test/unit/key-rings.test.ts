import fc from 'fast-check';
import { createCipheriv, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  belongsTo,
  encodeRefreshToken,
  hashRefreshToken,
  newRefreshToken,
  successorOf,
} from '../../src/auth/sessions/rotation/refresh-token.ts';
import { classify, type SessionState } from '../../src/auth/sessions/rotation/rotation.ts';
import { DataCipher } from '../../src/platform/crypto/data-cipher.ts';
import { jobCipher } from '../../src/platform/crypto/sealed-values.ts';
import { JobEncryption } from '../../src/platform/jobs/job-encryption.ts';
import { testConfig } from '../support/config.ts';

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));
const ring = fc.uniqueArray(secret, { minLength: 2, maxLength: 5, selector: (key) => key.toString('hex') });

/** As releases before key rings encrypted: one key, and nothing in the value that names it. */
function encryptAsBefore(key: Buffer, purpose: string, plain: Uint8Array, context: string): Buffer {
  const derived = Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `pixelboxx ${purpose}`, 32));
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', derived, iv).setAAD(Buffer.from(context));
  const content = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), content]);
}

describe('values encrypted with a key ring', () => {
  it('[C3] are readable with any of its keys, also in the former format, and with no other key', () => {
    fc.assert(
      fc.property(ring, fc.nat(), fc.uint8Array(), fc.string(), (keys, pick, plain, context) => {
        const maker = keys[pick % keys.length] ?? Buffer.alloc(0);
        const cipher = new DataCipher(keys, 'test');
        for (const sealed of [
          encryptAsBefore(maker, 'test', plain, context),
          new DataCipher([maker], 'test').encrypt(plain, context),
        ]) {
          expect(cipher.decrypt(sealed, context)).toEqual(Buffer.from(plain));
          const strangers = keys.filter((key) => key !== maker);
          expect(() => new DataCipher(strangers, 'test').decrypt(sealed, context)).toThrow();
          expect(() => cipher.decrypt(sealed, `${context}!`)).toThrow();
        }
      }),
      { seed: 20_261_128 },
    );
  });

  it('[C3] are re-encrypted with the first key, once', () => {
    fc.assert(
      fc.property(ring, fc.uint8Array(), (keys, plain) => {
        const [first = Buffer.alloc(0), ...former] = keys;
        const cipher = new DataCipher(keys, 'test');
        const renewed = cipher.renew(new DataCipher(former, 'test').encrypt(plain, 'row'), 'row');
        expect(renewed && new DataCipher([first], 'test').decrypt(renewed, 'row')).toEqual(Buffer.from(plain));
        expect(renewed && cipher.renew(renewed, 'row')).toBeNull();
      }),
      { seed: 20_261_128 },
    );
  });

  it('[C3] in jobs survive a new refresh-token secret, including those encrypted with the former one', () => {
    const [data, refresh, other] = [randomBytes(32), randomBytes(32), randomBytes(32)];
    const email = { to: 'ada@example.com' };
    const queued = new JobEncryption(jobCipher({ dataEncryption: [data], refreshToken: [refresh] })).seal(
      'mail.send',
      email,
    );
    const changed = new JobEncryption(jobCipher({ dataEncryption: [data], refreshToken: [other] }));
    expect(changed.unseal('mail.send', queued)).toEqual(email);
    const before = encryptAsBefore(refresh, 'job data', Buffer.from(JSON.stringify(email)), 'mail.send');
    const rotated = new JobEncryption(jobCipher({ dataEncryption: [data], refreshToken: [other, refresh] }));
    expect(rotated.unseal('mail.send', { sealed: before.toString('base64url') })).toEqual(email);
  });
});

describe('refresh tokens with a key ring', () => {
  const key = (bytes: Buffer) => createSecretKey(bytes);
  const sessionId = '0190b1f0-0000-7000-8000-000000000000';
  const user = {
    id: sessionId,
    username: 'ada',
    email: 'ada@example.com',
    displayName: null,
    avatarUrl: null,
    isVerified: true,
    role: 'USER',
    language: null,
    createdAt: new Date(0).toISOString(),
  } as const;
  const state = (refreshToken: string, generation: number, rotatedSecondsAgo: number): SessionState => ({
    refreshToken,
    generation,
    rotatedSecondsAgo,
    alive: true,
    hasMfa: false,
    user,
  });

  it('[C3] repeat a lost response and detect theft, with whichever replica’s first key they were rotated', () => {
    fc.assert(
      fc.property(secret, secret, fc.boolean(), fc.boolean(), (a, b, madeByFormer, rotatedByFormer) => {
        fc.pre(!a.equals(b));
        const [current, former] = [key(a), key(b)];
        const keys = [current, former];
        const token = newRefreshToken(sessionId, madeByFormer ? former : current);
        const successor = successorOf(token, rotatedByFormer ? former : current);
        const session = state(hashRefreshToken(successor), 1, 5);
        const classification = classify(token, session, keys);
        expect(classification.kind).toBe('repeat');
        const repeated = classification.kind === 'repeat' ? encodeRefreshToken(classification.refreshToken) : '';
        expect(repeated).toBe(encodeRefreshToken(successor));
        expect(classify(token, { ...session, rotatedSecondsAgo: 11 }, keys).kind).toBe('theft');
        expect(classify(token, state(hashRefreshToken(successorOf(successor, current)), 2, 1), keys).kind).toBe(
          'theft',
        );
        expect(belongsTo(token, session, keys)).toBe(true);
      }),
      { seed: 20_261_128 },
    );
  });
});

describe('the configuration of key rings', () => {
  const keys = (count: number) => Array.from({ length: count }, () => randomBytes(32).toString('base64url')).join(',');

  it('[C3] accepts several keys, and refuses one that is too short', () => {
    const { secrets } = testConfig({ DATA_ENCRYPTION_KEY: keys(3), REFRESH_TOKEN_SECRET: ` ${keys(2)} ` });
    expect([secrets.dataEncryption.length, secrets.refreshToken.length]).toEqual([3, 2]);
    expect(() => testConfig({ DATA_ENCRYPTION_KEY: `${keys(1)},short` })).toThrow(/DATA_ENCRYPTION_KEY must be/);
  });
});
