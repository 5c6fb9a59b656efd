import { Global, Module } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { CONFIG, type Config } from '../../config/config.ts';
import { PrismaService } from '../../database/prisma.service.ts';
import { InvalidationFeed } from '../../invalidation/invalidation-feed.ts';
import { CachedObjectStorage } from '../cache/cached-object-storage.ts';
import { ObjectCache } from '../cache/object-cache.ts';
import { createObjectStorage, createPartialUploads } from './create-object-storage.ts';
import { FileUrlSigner } from '../signing/file-url-signer.ts';
import { FileRoutes } from '../serving/file-routes.ts';
import { ObjectStorage } from '../object-storage.ts';
import { PartialUploads } from '../partial-uploads.ts';
import { StorageInstallation } from '../storage-installation.ts';

@Global()
@Module({
  providers: [
    FileRoutes,
    {
      provide: FileUrlSigner,
      useFactory: (config: Config, clock: Clock) => new FileUrlSigner(config.secrets.fileUrl, clock),
      inject: [CONFIG, Clock],
    },
    {
      provide: ObjectStorage,
      useFactory: (installation: StorageInstallation, cache: ObjectCache) =>
        new CachedObjectStorage(installation.storage, cache, () => installation.claimIfEmpty()),
      inject: [StorageInstallation, ObjectCache],
    },
    {
      provide: ObjectCache,
      useFactory: ({ objectCacheBytes }: Config, clock: Clock, feed: InvalidationFeed) =>
        new ObjectCache(objectCacheBytes, clock, feed),
      inject: [CONFIG, Clock, InvalidationFeed],
    },
    {
      provide: StorageInstallation,
      useFactory: (config: Config, clock: Clock, { pool }: PrismaService) =>
        new StorageInstallation(createObjectStorage(config, clock), pool),
      inject: [CONFIG, Clock, PrismaService],
    },
    { provide: PartialUploads, useFactory: createPartialUploads, inject: [CONFIG] },
  ],
  exports: [ObjectStorage, PartialUploads, StorageInstallation],
})
export class StorageModule {}
