import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.ts';
import { CachedObjectStorage } from './cached-object-storage.ts';
import { createObjectStorage } from './create-object-storage.ts';
import { FileUrlSigner } from './file-url-signer.ts';
import { FilesController } from './files.controller.ts';
import { ObjectStorage } from './object-storage.ts';

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
