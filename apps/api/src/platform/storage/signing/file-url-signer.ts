import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@pixelboxx/node-kit';
import { maxSignedUrlSeconds, type SigningOptions } from '../object-storage.ts';

/** Makes and checks the addresses of private files served by this process: HMAC-SHA-256 over method, key and expiry. */
export class FileUrlSigner {
  readonly #secret: Buffer;
  readonly #clock: Clock;

  constructor(secret: Buffer, clock: Clock) {
    this.#clock = clock;
    this.#secret = secret;
  }

  sign(
    key: string,
    { expiresInSeconds, signedAt = this.#clock.now() }: SigningOptions,
  ): { url: string; expiresAt: Date } {
    const lifetime = Math.min(Math.max(1, Math.floor(expiresInSeconds)), maxSignedUrlSeconds);
    const expires = Math.floor(signedAt.getTime() / 1000) + lifetime;
    const signature = this.#signature(key, String(expires)).toString('base64url');
    return {
      url: `/files/${key}?expires=${expires}&signature=${signature}`,
      expiresAt: new Date(expires * 1000),
    };
  }

  /**
   * Whether `query` (without `?`) carries a live signature for GETting `key`. Compared in constant time; any further,
   * missing or repeated parameter refuses, so that nothing can ride along with a valid signature.
   */
  accepts(method: string, key: string, query: string): boolean {
    const [, expires, signature] = /^expires=(\d{1,12})&signature=([A-Za-z0-9_-]{43})$/.exec(query) ?? [];
    if (method !== 'GET' || expires === undefined || signature === undefined) return false;
    const given = Buffer.from(signature, 'base64url');
    const expected = this.#signature(key, expires);
    const genuine = given.length === expected.length && timingSafeEqual(given, expected);
    // base64url has spare bits in its last character: only the spelling we issued is accepted.
    return genuine && expected.toString('base64url') === signature && Number(expires) * 1000 > this.#clock.nowMs();
  }

  #signature(key: string, expires: string): Buffer {
    return createHmac('sha256', this.#secret).update(`GET\n${key}\n${expires}`).digest();
  }
}
