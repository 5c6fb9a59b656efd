import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deriveKeys, type KeyRing } from './key-ring.ts';

const ivBytes = 12;
const tagBytes = 16;

/**
 * Encrypts values that must be read again and must not be in clear in the database (AES-256-GCM). `context` is what the
 * value belongs to, such as the user's id: a value copied to another row cannot be decrypted.
 *
 * The keys of the ring are tried in turn. A key id in the value would avoid that, but during a rollout replicas of the
 * previous release could not read such a value.
 */
export class DataCipher {
  private readonly keys: readonly [current: Buffer, ...former: Buffer[]];

  /** Keys are derived from the ring for this purpose alone (RFC 5869). */
  constructor(ring: KeyRing, purpose: string) {
    this.keys = deriveKeys(ring, purpose);
  }

  /** @returns iv, tag and ciphertext, concatenated. */
  encrypt(plain: Uint8Array, context: string): Buffer<ArrayBuffer> {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.keys[0], iv).setAAD(Buffer.from(context));
    const content = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), content]);
  }

  /** @throws if no key of the ring encrypted it, if it belongs to another purpose or context, or if it was altered. */
  decrypt(sealed: Uint8Array, context: string): Buffer {
    return this.open(sealed, context).plain;
  }

  /**
   * The value encrypted with the first key of the ring; null if it already is.
   * @throws as `decrypt` does
   */
  renew(sealed: Uint8Array, context: string): Buffer<ArrayBuffer> | null {
    const { plain, isCurrent } = this.open(sealed, context);
    return isCurrent ? null : this.encrypt(plain, context);
  }

  private open(sealed: Uint8Array, context: string): { plain: Buffer; isCurrent: boolean } {
    let failure: unknown;
    for (const [index, key] of this.keys.entries()) {
      try {
        return { plain: decryptWith(key, Buffer.from(sealed), context), isCurrent: index === 0 };
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }
}

function decryptWith(key: Buffer, bytes: Buffer, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]);
}
