import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@pixelboxx/node-kit';
import type { KeyRing } from '../../crypto/key-ring.ts';
import { maxSignedUrlSeconds, type SigningOptions } from '../object-storage.ts';

/** Signs and verifies the URLs of private files served by this process: HMAC-SHA-256 over method, key and expiry. */
export class FileUrlSigner {
  readonly #keys: KeyRing;
  readonly #clock: Clock;

  /** The first key signs, all of them are accepted. */
  constructor(keys: KeyRing, clock: Clock) {
    this.#clock = clock;
    this.#keys = keys;
  }

  sign(
    key: string,
    { expiresInSeconds, signedAt = this.#clock.now() }: SigningOptions,
  ): { url: string; expiresAt: Date } {
    const lifetime = Math.min(Math.max(1, Math.floor(expiresInSeconds)), maxSignedUrlSeconds);
    const expires = Math.floor(signedAt.getTime() / 1000) + lifetime;
    const [current = Buffer.alloc(0)] = this.#keys;
    const signature = signatureBy(current, key, String(expires)).toString('base64url');
    return {
      url: `/files/${key}?expires=${expires}&signature=${signature}`,
      expiresAt: new Date(expires * 1000),
    };
  }

  /**
   * Whether `query` (without `?`) contains a valid signature for GETting `key`. Compared in constant time. Any
   * additional, missing or repeated parameter is refused, so that nothing can be added to a valid signature.
   */
  accepts(method: string, key: string, query: string): boolean {
    const [, expires, signature] = /^expires=(\d{1,12})&signature=([A-Za-z0-9_-]{43})$/.exec(query) ?? [];
    if (method !== 'GET' || expires === undefined || signature === undefined) return false;
    const given = Buffer.from(signature, 'base64url');
    const isGenuine = this.#keys.some((secret) => {
      const expected = signatureBy(secret, key, expires);
      // base64url has unused bits in its last character: only the spelling we issued is accepted.
      return timingSafeEqual(given, expected) && expected.toString('base64url') === signature;
    });
    return isGenuine && Number(expires) * 1000 > this.#clock.nowMs();
  }
}

function signatureBy(secret: Buffer, key: string, expires: string): Buffer {
  return createHmac('sha256', secret).update(`GET\n${key}\n${expires}`).digest();
}
