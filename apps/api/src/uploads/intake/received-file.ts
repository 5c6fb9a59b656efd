import { rm } from 'node:fs/promises';

/** A file that has arrived whole, and lies on the disk until it is removed. */
export interface ReceivedFile<Fields> {
  readonly path: string;
  /** What was sent beside the file. */
  readonly fields: Fields;
  /** The same for the same fields and bytes, and for no others; for a file that was received with `fingerprint`. */
  readonly fingerprint: string;
  remove(): Promise<void>;
}

/** @param digest of its bytes; null where no fingerprint is taken */
export function receivedFile<Fields>(path: string, fields: Fields, digest: string | null = null): ReceivedFile<Fields> {
  return {
    path,
    fields,
    get fingerprint() {
      if (digest === null) throw new TypeError('No fingerprint was taken');
      return `${JSON.stringify(fields)}\n${digest}`;
    },
    remove: () => rm(path, { force: true }),
  };
}
