import { Global, Module } from '@nestjs/common';
import { join } from 'node:path';
import { CONFIG, type Config } from '../config/config.ts';
import { CachedObjectStorage } from './cached-object-storage.ts';
import { DiskObjectStorage } from './disk-object-storage.ts';
import { FileUrlSigner } from './file-url-signer.ts';
import { FilesController } from './files.controller.ts';
import { ObjectStorage } from './object-storage.ts';
import { S3ObjectStorage } from './s3-object-storage.ts';

/** Also for tools that run without the app, such as the seed. */
export function createObjectStorage(config: Config): ObjectStorage {
  if (config.storage) return new S3ObjectStorage(config.storage);
  return new DiskObjectStorage(join(config.dataDir, 'objects'), new FileUrlSigner(config.secrets.fileUrl));
}

@Global()
@Module({
  controllers: [FilesController],
  providers: [
    {
      provide: FileUrlSigner,
      useFactory: (config: Config) => new FileUrlSigner(config.secrets.fileUrl),
      inject: [CONFIG],
    },
    {
      provide: ObjectStorage,
      useFactory: (config: Config) => new CachedObjectStorage(createObjectStorage(config)),
      inject: [CONFIG],
    },
  ],
  exports: [ObjectStorage],
})
export class StorageModule {}
