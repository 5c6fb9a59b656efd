import { Controller } from '@nestjs/common';
import { declaredEvents } from '@pixelboxx/shared';
import {
  type Webhook,
  type WebhookDeliveryPage,
  webhookEndpoints,
  type WebhookPage,
  type WebhookReplay,
  type WebhookSubjects,
  type WebhookWithSecret,
} from '@pixelboxx/shared/features/webhooks';
import { Handle, Input, type InputOf } from '../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { WebhookDeliveriesService } from './webhook-deliveries.service.ts';
import { WebhooksService } from './webhooks.service.ts';

type In<Name extends keyof typeof webhookEndpoints> = InputOf<(typeof webhookEndpoints)[Name]>;

@Controller()
@ApiGroup('Webhooks', 'Events for other systems, signed and sent to them as they happen.')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly sent: WebhookDeliveriesService,
  ) {}

  @Handle(webhookEndpoints.list)
  list(@Input() { query }: In<'list'>): Promise<WebhookPage> {
    return this.webhooks.list(query);
  }

  @Handle(webhookEndpoints.subjects)
  subjects(): WebhookSubjects {
    return { subjects: [...declaredEvents().keys()].sort() };
  }

  @Handle(webhookEndpoints.create)
  create(@Input() { principal: actor, body, context }: In<'create'>): Promise<WebhookWithSecret> {
    return this.webhooks.create(body, { actor, context });
  }

  @Handle(webhookEndpoints.get)
  get(@Input() { params: { id } }: In<'get'>): Promise<Webhook> {
    return this.webhooks.find(id);
  }

  @Handle(webhookEndpoints.update)
  update(@Input() { principal: actor, params: { id }, body, ifMatch, context }: In<'update'>): Promise<Webhook> {
    return this.webhooks.update(id, body, ifMatch, { actor, context });
  }

  @Handle(webhookEndpoints.remove)
  remove(@Input() { principal: actor, params: { id }, ifMatch, context }: In<'remove'>): Promise<void> {
    return this.webhooks.remove(id, ifMatch, { actor, context });
  }

  @Handle(webhookEndpoints.rotateSecret)
  rotateSecret(@Input() { principal: actor, params: { id }, context }: In<'rotateSecret'>): Promise<WebhookWithSecret> {
    return this.webhooks.rotateSecret(id, { actor, context });
  }

  @Handle(webhookEndpoints.test)
  test(@Input() { principal: actor, params: { id }, context }: In<'test'>): Promise<void> {
    return this.sent.test(id, { actor, context });
  }

  @Handle(webhookEndpoints.deliveries)
  deliveries(@Input() { params: { id }, query }: In<'deliveries'>): Promise<WebhookDeliveryPage> {
    return this.sent.list(id, query);
  }

  @Handle(webhookEndpoints.replay)
  replay(@Input() { principal: actor, params: { id, deliveryId }, context }: In<'replay'>): Promise<void> {
    return this.sent.replay(id, deliveryId, { actor, context });
  }

  @Handle(webhookEndpoints.replayFailed)
  replayFailed(@Input() { principal: actor, params: { id }, context }: In<'replayFailed'>): Promise<WebhookReplay> {
    return this.sent.replayFailed(id, { actor, context });
  }
}
