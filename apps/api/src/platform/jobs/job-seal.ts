import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';

const Sealed = z.strictObject({ sealed: z.base64url() });

const ivBytes = 12;
const tagBytes = 16;

/** Encrypts what may not lie in the database in clear (AES-256-GCM, bound to the kind of job, so that none passes for another). */
export class JobSeal {
  private readonly key: Buffer;

  /** `secret` is one of the process's own; the key is derived from it for this purpose alone (RFC 5869). */
  constructor(secret: Buffer) {
    this.key = Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), 'pixelboxx job data', 32));
  }

  seal(jobName: string, data: object): object {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(Buffer.from(jobName));
    const bytes = Buffer.concat([cipher.update(JSON.stringify(data), 'utf8'), cipher.final()]);
    return { sealed: Buffer.concat([iv, cipher.getAuthTag(), bytes]).toString('base64url') };
  }

  /** @throws when the data was sealed under another secret or for another job, or was altered. */
  unseal(jobName: string, data: unknown): unknown {
    const bytes = Buffer.from(Sealed.parse(data).sealed, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(jobName)).setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    const text = Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]);
    return JSON.parse(text.toString('utf8'));
  }
}
