import { Global, Module } from '@nestjs/common';
import { Feed } from './feed.ts';
import { FeedRetention } from './feed-retention.ts';

@Global()
@Module({ providers: [Feed, FeedRetention], exports: [Feed, FeedRetention] })
export class FeedModule {}
