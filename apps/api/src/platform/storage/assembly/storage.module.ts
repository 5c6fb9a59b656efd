import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.ts';
import { PrismaService } from '../../database/prisma.service.ts';
import { CachedObjectStorage } from '../cached-object-storage.ts';
import { createObjectStorage, createPartialUploads } from './create-object-storage.ts';
import { FileUrlSigner } from '../signing/file-url-signer.ts';
import { FileRoutes } from '../signing/file-routes.ts';
import { ObjectStorage } from '../object-storage.ts';
import { PartialUploads } from '../partial-uploads.ts';
import { StorageInstallation } from '../storage-installation.ts';

@Global()
@Module({
  providers: [
    FileRoutes,
    {
      provide: FileUrlSigner,
      useFactory: (config: Config) => new FileUrlSigner(config.secrets.fileUrl),
      inject: [CONFIG],
    },
    {
      provide: ObjectStorage,
      useFactory: (installation: StorageInstallation) =>
        new CachedObjectStorage(installation.storage, () => installation.claimIfEmpty()),
      inject: [StorageInstallation],
    },
    {
      provide: StorageInstallation,
      useFactory: (config: Config, { pool }: PrismaService) =>
        new StorageInstallation(createObjectStorage(config), pool),
      inject: [CONFIG, PrismaService],
    },
    { provide: PartialUploads, useFactory: createPartialUploads, inject: [CONFIG] },
  ],
  exports: [ObjectStorage, PartialUploads, StorageInstallation],
})
export class StorageModule {}
