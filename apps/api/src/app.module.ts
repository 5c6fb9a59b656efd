import { type DynamicModule, Module } from '@nestjs/common';
import { AccountModule } from './account/index.ts';
import { AuthModule } from './auth/auth.module.ts';
import * as features from './features.ts';
import { AiModule } from './platform/ai/ai.module.ts';
import { ClockModule } from './platform/clock/clock.module.ts';
import { CdnModule } from './platform/cdn/cdn.module.ts';
import type { Config } from './platform/config/config.ts';
import { ConfigModule } from './platform/config/config.module.ts';
import { DatabaseModule } from './platform/database/database.module.ts';
import { BroadcastsModule } from './platform/broadcasts/broadcasts.module.ts';
import { EventsModule } from './platform/events/events.module.ts';
import { FeedModule } from './platform/feed/feed.module.ts';
import { HttpModule } from './platform/http/http.module.ts';
import { InvalidationModule } from './platform/invalidation/invalidation.module.ts';
import { JobsModule } from './platform/jobs/jobs.module.ts';
import { MailModule } from './platform/mail/mail.module.ts';
import { ObservabilityModule } from './platform/observability/observability.module.ts';
import { PresenceModule } from './platform/presence/presence.module.ts';
import { ProofOfWorkModule } from './platform/proof-of-work/proof-of-work.module.ts';
import { RedisModule } from './platform/redis/redis.module.ts';
import { StorageModule } from './platform/storage/assembly/storage.module.ts';
import { VirusScanModule } from './platform/virus-scan/virus-scan.module.ts';
import { UploadsModule } from './uploads/uploads.module.ts';
import { UsersModule } from './users/index.ts';

/** Table of contents: the api's infrastructure, its users, then its features. */
@Module({})
export class AppModule {
  static of(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.of(config),
        ClockModule,
        ObservabilityModule,
        DatabaseModule,
        RedisModule,
        BroadcastsModule,
        PresenceModule,
        InvalidationModule,
        StorageModule,
        VirusScanModule,
        CdnModule,
        JobsModule,
        FeedModule,
        EventsModule,
        MailModule.of(config),
        AiModule,
        AuthModule,
        HttpModule,
        ProofOfWorkModule,
        UsersModule,
        UploadsModule,
        AccountModule,
        ...Object.values(features),
      ],
    };
  }
}
