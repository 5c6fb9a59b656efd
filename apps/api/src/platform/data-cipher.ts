import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const ivBytes = 12;
const tagBytes = 16;

/**
 * Encrypts what must be read again and may not lie in the database in clear (AES-256-GCM). `context` is what the value
 * belongs to, such as the user's id: a value copied to another row does not open.
 */
export class DataCipher {
  private readonly key: Buffer;

  /** The key is derived from `secret` for this purpose alone (RFC 5869). */
  constructor(secret: Buffer, purpose: string) {
    this.key = Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `pixelboxx ${purpose}`, 32));
  }

  /** @returns iv, tag and ciphertext in one. */
  encrypt(plain: Uint8Array, context: string): Buffer<ArrayBuffer> {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(Buffer.from(context));
    const content = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), content]);
  }

  /** @throws when it was encrypted under another secret, for another purpose or context, or altered. */
  decrypt(sealed: Uint8Array, context: string): Buffer {
    const bytes = Buffer.from(sealed);
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]);
  }
}
