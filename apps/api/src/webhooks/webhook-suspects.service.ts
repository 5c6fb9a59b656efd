import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { DomainEvent, SecurityEventType } from '@pixelboxx/shared';
import { SecurityEventsService } from '../auth/activity/index.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { EventBus } from '../platform/events/event-bus.ts';
import { suspectPeriodMs } from '../users/index.ts';
import { DeliveriesStore } from './deliveries.store.ts';
import { WebhookDirectory } from './webhook-directory.ts';

/** Acts that make a webhook send events to somebody, or reveal the secret that signs them. */
const acts: readonly SecurityEventType[] = ['WEBHOOK_CREATED', 'WEBHOOK_CHANGED', 'WEBHOOK_SECRET_ROTATED'];

/**
 * An intruder in an administrator's account may have created a webhook that receives every event, and a new password
 * does not end that. When the owner reports the account, webhooks that it created or changed in the suspect period
 * (ADR 17) are switched off until an administrator has looked at them.
 */
@Injectable()
export class WebhookSuspects implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly bus: EventBus,
    private readonly store: DeliveriesStore,
    private readonly directory: WebhookDirectory,
    private readonly securityEvents: SecurityEventsService,
  ) {}

  onModuleInit(): void {
    this.bus.subscribe('user.compromise_reported', 'webhooks-compromise-reported', (event) => this.switchOff(event));
  }

  private async switchOff({ data: { userId }, occurredAt }: DomainEvent<'user.compromise_reported'>): Promise<void> {
    const since = new Date(Date.parse(occurredAt) - suspectPeriodMs);
    const switchedOff = await this.prisma.transact(async (tx) => {
      const done = await this.securityEvents.actsOf(tx, { actorId: userId, types: acts, since });
      const ids = done.flatMap(({ webhookId }) => (webhookId === undefined ? [] : [webhookId]));
      const where = { id: { in: ids }, isEnabled: true };
      const suspects = await this.store.disable(tx, where);
      for (const { id } of suspects) {
        const detail = { webhookId: id, because: 'ACCOUNT_REPORTED' };
        await this.securityEvents.recordAutomatic(tx, { type: 'WEBHOOK_CHANGED', accountId: userId, detail });
      }
      if (suspects.length > 0) await this.directory.note(tx);
      return suspects;
    });
    for (const { id } of switchedOff) await this.directory.invalidate(id);
  }
}
