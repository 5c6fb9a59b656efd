import { createHash, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/**
 * Secrets: the first one creates new values, and all of them read existing values. To change a secret, put the new one
 * in front, and drop the former one when nothing needs it any more.
 */
export type KeyRing = readonly Buffer[];

/** `new,former,…`, each base64url. */
export function parseKeyRing(text: string): KeyRing {
  return splitKeys(text).map((key) => Buffer.from(key, 'base64url'));
}

export function splitKeys(text: string): string[] {
  return text
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '');
}

/** A key of 32 bytes for one purpose, derived from each secret of a ring (HKDF, RFC 5869). */
export function deriveKeys(ring: KeyRing, purpose: string): [current: Buffer, ...former: Buffer[]] {
  const [current, ...former] = ring.map((secret) =>
    Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `pixelboxx ${purpose}`, 32)),
  );
  if (!current) throw new TypeError('A key ring has at least one key');
  return [current, ...former];
}

/** The secrets themselves as keys of an HMAC, the current one first. */
export function hmacKeysOf(ring: KeyRing): [current: KeyObject, ...former: KeyObject[]] {
  const [current, ...former] = ring.map((secret) => createSecretKey(secret));
  if (!current) throw new TypeError('A key ring has at least one key');
  return [current, ...former];
}

/** Names a key without revealing anything about it: 16 hexadecimal digits. */
export function keyIdOf(key: Buffer): string {
  return createHash('sha256').update('pixelboxx key id').update(key).digest('hex').slice(0, 16);
}
