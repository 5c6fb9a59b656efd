import type { Clock } from '@pixelboxx/node-kit';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { DiskObjectStorage } from '../disk/disk-object-storage.ts';
import { DiskPartialUploads } from '../disk/disk-partial-uploads.ts';
import { FileUrlSigner } from '../signing/file-url-signer.ts';
import type { ObjectStorage } from '../object-storage.ts';
import type { PartialUploads } from '../partial-uploads.ts';
import { S3ObjectStorage } from '../s3/s3-object-storage.ts';
import { S3PartialUploads } from '../s3/s3-partial-uploads.ts';

/** Also for tools that run without the app, such as the seed: it has no decorators, so Node runs it without a build. */
export function createObjectStorage(config: Config, clock: Clock): ObjectStorage {
  if (config.storage) return new S3ObjectStorage(config.storage, clock);
  return new DiskObjectStorage(join(config.dataDir, 'objects'), new FileUrlSigner(config.secrets.fileUrl, clock));
}

/** Next to the objects, but never served. */
export function createPartialUploads({ storage, dataDir }: Config): PartialUploads {
  return storage
    ? new S3PartialUploads(storage, join(dataDir, 'incoming'))
    : new DiskPartialUploads(join(dataDir, 'quarantine'));
}
