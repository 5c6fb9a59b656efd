import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { DiskObjectStorage } from './disk-object-storage.ts';
import { DiskQuarantine } from './disk-quarantine.ts';
import { FileUrlSigner } from './file-url-signer.ts';
import type { ObjectStorage } from './object-storage.ts';
import type { Quarantine } from './quarantine.ts';
import { S3ObjectStorage } from './s3-object-storage.ts';
import { S3Quarantine } from './s3-quarantine.ts';

/** Also for tools that run without the app, such as the seed: no decorators here, so Node runs it as it stands. */
export function createObjectStorage(config: Config): ObjectStorage {
  if (config.storage) return new S3ObjectStorage(config.storage);
  return new DiskObjectStorage(join(config.dataDir, 'objects'), new FileUrlSigner(config.secrets.fileUrl));
}

/** Beside the objects, never among those that are served. */
export function createQuarantine({ storage, dataDir }: Config): Quarantine {
  return storage
    ? new S3Quarantine(storage, join(dataDir, 'incoming'))
    : new DiskQuarantine(join(dataDir, 'quarantine'));
}
