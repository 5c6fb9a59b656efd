import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deriveKeys, type KeyRing } from './key-ring.ts';

const ivBytes = 12;
const tagBytes = 16;

/**
 * Encrypts what must be read again and may not lie in the database in clear (AES-256-GCM). `context` is what the value
 * belongs to, such as the user's id: a value copied to another row does not open.
 *
 * The keys of the ring are tried in turn. A key's name in the value would spare that, but replicas of the release before
 * could not read such a value while they are being replaced.
 */
export class DataCipher {
  private readonly keys: readonly [current: Buffer, ...former: Buffer[]];

  /** Keys are derived from the ring for this purpose alone (RFC 5869). */
  constructor(ring: KeyRing, purpose: string) {
    this.keys = deriveKeys(ring, purpose);
  }

  /** @returns iv, tag and ciphertext in one. */
  encrypt(plain: Uint8Array, context: string): Buffer<ArrayBuffer> {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.keys[0], iv).setAAD(Buffer.from(context));
    const content = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), content]);
  }

  /** @throws when it was encrypted under no key of the ring, for another purpose or context, or altered. */
  decrypt(sealed: Uint8Array, context: string): Buffer {
    return this.open(sealed, context).plain;
  }

  /**
   * The value under the first key of the ring; null when it is so already.
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
