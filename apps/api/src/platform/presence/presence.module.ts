import { Global, Module } from '@nestjs/common';
import { KeyValueStore } from '../redis/key-value/key-value-store.ts';
import { Presence } from './presence.ts';

@Global()
@Module({
  providers: [
    { provide: Presence, useFactory: (store: KeyValueStore) => new Presence(store), inject: [KeyValueStore] },
  ],
  exports: [Presence],
})
export class PresenceModule {}
