import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.ts';
import { CachedObjectStorage } from './cached-object-storage.ts';
import { createObjectStorage, createQuarantine } from './create-object-storage.ts';
import { FileUrlSigner } from './file-url-signer.ts';
import { FileRoutes } from './file-routes.ts';
import { ObjectStorage } from './object-storage.ts';
import { Quarantine } from './quarantine.ts';

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
      useFactory: (config: Config) => new CachedObjectStorage(createObjectStorage(config)),
      inject: [CONFIG],
    },
    { provide: Quarantine, useFactory: createQuarantine, inject: [CONFIG] },
  ],
  exports: [ObjectStorage, Quarantine],
})
export class StorageModule {}
