import { Module } from '@nestjs/common';
import { AccountModule } from '../account/index.ts';
import { ActivityModule } from '../auth/activity/index.ts';
import { CONFIG, type Config } from '../platform/config/config.ts';
import { OutgoingHttp } from '../platform/outgoing-http/outgoing-http.ts';
import { DeliveriesStore } from './deliveries.store.ts';
import { WebhookDeliveriesService } from './webhook-deliveries.service.ts';
import { WebhookDeliveryService } from './webhook-delivery.service.ts';
import { WebhookDirectory } from './webhook-directory.ts';
import { WebhookPlanner } from './webhook-planner.service.ts';
import { WebhookSecrets } from './webhook-secrets.ts';
import { WebhookSender } from './webhook-sender.service.ts';
import { WebhookSuspects } from './webhook-suspects.service.ts';
import { WebhookUpkeep } from './webhook-upkeep.service.ts';
import { WebhooksController } from './webhooks.controller.ts';
import { WebhooksService } from './webhooks.service.ts';

@Module({
  imports: [AccountModule, ActivityModule],
  controllers: [WebhooksController],
  providers: [
    DeliveriesStore,
    WebhookDeliveriesService,
    WebhookDeliveryService,
    WebhookDirectory,
    WebhookPlanner,
    WebhookSecrets,
    WebhookSender,
    WebhookSuspects,
    WebhookUpkeep,
    WebhooksService,
    {
      provide: OutgoingHttp,
      useFactory: ({ webhooks }: Config) => new OutgoingHttp(webhooks.targets),
      inject: [CONFIG],
    },
  ],
})
export class WebhooksModule {}
