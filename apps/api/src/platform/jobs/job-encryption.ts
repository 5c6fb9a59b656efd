import { z } from 'zod';
import type { DataCipher } from '../crypto/data-cipher.ts';

const Sealed = z.strictObject({ sealed: z.base64url() });

/** Encrypts job data that must not be stored in clear, bound to the kind of job: data of one kind cannot be used for another. */
export class JobEncryption {
  constructor(private readonly cipher: DataCipher) {}

  seal(jobName: string, data: object): object {
    return { sealed: this.cipher.encrypt(Buffer.from(JSON.stringify(data)), jobName).toString('base64url') };
  }

  /** @throws if the data was sealed under a key that is not in the ring or for another job, or was altered. */
  unseal(jobName: string, data: unknown): unknown {
    const bytes = Buffer.from(Sealed.parse(data).sealed, 'base64url');
    return JSON.parse(this.cipher.decrypt(bytes, jobName).toString('utf8'));
  }
}
