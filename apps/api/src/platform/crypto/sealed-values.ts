import { DataCipher } from './data-cipher.ts';
import type { KeyRing } from './key-ring.ts';

interface Secrets {
  readonly dataEncryption: KeyRing;
  readonly refreshToken: KeyRing;
}

/* Everything that is stored encrypted in the database: `npm run db -- reencrypt` must know all of it. */

/** Seeds of one-time codes; the context is the user's id. */
export function seedCipher({ dataEncryption }: Secrets): DataCipher {
  return new DataCipher(dataEncryption, 'seeds of one-time codes');
}

/** Responses kept for repeated requests; the context is `userId/scope`. */
export function responseCipher({ dataEncryption }: Secrets): DataCipher {
  return new DataCipher(dataEncryption, 'idempotent answers');
}

/** Data of jobs; the context is the job's name. Releases before this one encrypted it under the secret of refresh tokens. */
export function jobCipher({ dataEncryption, refreshToken }: Secrets): DataCipher {
  return new DataCipher([...dataEncryption, ...refreshToken], 'job data');
}

/** Secrets that sign webhooks; the context is the webhook's id. */
export function webhookCipher({ dataEncryption }: Pick<Secrets, 'dataEncryption'>): DataCipher {
  return new DataCipher(dataEncryption, 'secrets of webhooks');
}

/** The purpose for which the key of the digests of backup codes is derived. */
export const backupCodePurpose = 'backup codes';
