import { pollUntil } from '@pixelboxx/config/testing';
import { randomUUID } from 'node:crypto';
import type { EventData, EventSubject } from '@pixelboxx/shared';
import { type Webhook, type WebhookDelivery, webhookEndpoints } from '@pixelboxx/shared/features/webhooks';
import { EventOutbox } from '../../src/platform/events/event-outbox.ts';
import { WebhookUpkeep } from '../../src/webhooks/webhook-upkeep.service.ts';
import type { RunningApp } from '../support/app.ts';
import { register, type TestUser } from '../support/clients/users.ts';

export async function administrator(app: RunningApp): Promise<TestUser> {
  const admin = await register(app);
  await app.prisma.user.update({ where: { id: admin.user.id }, data: { role: 'ADMIN' } });
  return admin;
}

/** What an administrator does about webhooks, and what happens meanwhile. */
export class WebhookFixture {
  constructor(
    readonly app: RunningApp,
    readonly admin: TestUser,
  ) {}

  /** One that hears of `subjects` alone, so that what else happens in a shared NATS is none of its business. */
  async create(
    url: string,
    subjects: EventSubject[] = ['upload.removed'],
  ): Promise<{ webhook: Webhook; secret: string }> {
    return this.admin.browser.call(webhookEndpoints.create, { body: { name: 'A receiver', url, subjects } });
  }

  async find({ id }: Pick<Webhook, 'id'>): Promise<Webhook> {
    return this.admin.browser.call(webhookEndpoints.get, { params: { id } });
  }

  /** @returns the event's id */
  publish<Subject extends EventSubject>(
    subject: Subject,
    data: EventData<Subject>,
    replica = this.app,
  ): Promise<string> {
    const outbox = replica.app.get(EventOutbox);
    return replica.prisma.transact((tx) => outbox.publish(tx, { subject, aggregateId: randomUUID(), data }));
  }

  /** An image of somebody who is not here was removed. */
  happen(): Promise<string> {
    return this.publish('upload.removed', { userId: randomUUID(), uploadId: randomUUID() });
  }

  async deliveries({ id }: Pick<Webhook, 'id'>): Promise<WebhookDelivery[]> {
    return (await this.admin.browser.call(webhookEndpoints.deliveries, { params: { id }, query: {} })).items;
  }

  /** Its delivery, once it fulfils the condition. */
  async delivery(
    webhook: Pick<Webhook, 'id'>,
    eventId: string,
    what: string,
    condition: (delivery: WebhookDelivery) => boolean,
  ): Promise<WebhookDelivery> {
    let found: WebhookDelivery | undefined;
    await pollUntil(what, async () => {
      found = (await this.deliveries(webhook)).find((delivery) => delivery.eventId === eventId);
      return found !== undefined && condition(found);
    });
    if (!found) throw new Error('it is there');
    return found;
  }

  /** As if all its pauses were over. */
  async timePasses({ id }: Pick<Webhook, 'id'>): Promise<void> {
    await this.app.prisma.$executeRaw`UPDATE webhooks SET paused_until = NULL WHERE id = ${id}::uuid`;
    await this.app.prisma.$executeRaw`
      UPDATE webhook_deliveries SET next_attempt_at = now() - interval '2 minutes'
       WHERE webhook_id = ${id}::uuid AND next_attempt_at IS NOT NULL`;
    await this.app.app.get(WebhookUpkeep, { strict: false }).resume();
  }
}
