import { rm } from 'node:fs/promises';

/** A completely received file, which stays on the disk until it is removed. */
export interface ReceivedFile<Fields> {
  readonly path: string;
  /** The fields sent with the file. */
  readonly fields: Fields;
  /** Equal exactly for equal fields and bytes; only for a file that was received with `fingerprint`. */
  readonly fingerprint: string;
  remove(): Promise<void>;
}

/** @param digest of its bytes; null if no fingerprint is computed */
export function receivedFile<Fields>(path: string, fields: Fields, digest: string | null = null): ReceivedFile<Fields> {
  return {
    path,
    fields,
    get fingerprint() {
      if (digest === null) throw new TypeError('The hash of the file was not computed');
      return `${JSON.stringify(fields)}\n${digest}`;
    },
    remove: () => rm(path, { force: true }),
  };
}
