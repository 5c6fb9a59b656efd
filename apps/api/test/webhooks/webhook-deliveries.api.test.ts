import { findFreePort } from '@pixelboxx/config/testing';
import { type Webhook, webhookEndpoints } from '@pixelboxx/shared/features/webhooks';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AccountPurgeService } from '../../src/account/deletion/account-purge.service.ts';
import { maxDeliveryAttempts } from '../../src/webhooks/delivery-schedule.ts';
import { WebhookUpkeep } from '../../src/webhooks/webhook-upkeep.service.ts';
import { register } from '../support/clients/users.ts';
import { FakeReceiver, type Received } from '../support/network/fake-receiver.ts';
import { useApp, useTwin } from '../support/use-app.ts';
import { administrator, WebhookFixture } from './webhook-fixture.ts';

const app = useApp({ WEBHOOK_TARGETS: 'any' });
const twin = useTwin(app, { WEBHOOK_TARGETS: 'any' });
const receiver = new FakeReceiver();
let fixture: WebhookFixture;

beforeAll(async () => {
  await receiver.start();
  fixture = new WebhookFixture(app, await administrator(app));
});
afterAll(() => receiver.stop());
beforeEach(async () => {
  await app.prisma.webhook.deleteMany();
  receiver.received.length = 0;
  receiver.statuses = [200];
});

const messages = (eventId: string): Received[] =>
  receiver.received.filter(({ headers }) => headers['webhook-id'] === eventId);
const verified = (secret: string, { headers, body }: Received): unknown =>
  new Verifier(secret).verify(body, {
    'webhook-id': String(headers['webhook-id']),
    'webhook-timestamp': String(headers['webhook-timestamp']),
    'webhook-signature': String(headers['webhook-signature']),
  });
const delivered = (webhook: Webhook, eventId: string) =>
  fixture.delivery(webhook, eventId, 'it is delivered', ({ state }) => state === 'DELIVERED');
const failedOnce = (webhook: Webhook, eventId: string) =>
  fixture.delivery(webhook, eventId, 'it has failed once', ({ lastError }) => lastError !== null);

describe('an event for webhooks', () => {
  it('[W3] is sent to its subscribers, signed according to the standard', async () => {
    const { webhook, secret } = await fixture.create(receiver.url);
    const eventId = await fixture.happen();
    const delivery = await delivered(webhook, eventId);
    expect(delivery).toMatchObject({ attempts: 1, lastStatus: 200, lastError: null, nextAttemptAt: null });
    const [message, ...others] = messages(eventId);
    if (!message) throw new Error('it arrived');
    expect(others).toEqual([]);
    expect(verified(secret, message)).toEqual({
      type: 'upload.removed',
      timestamp: delivery.occurredAt,
      data: delivery.data,
    });
    expect(message.headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'pixelboxx-webhooks' });
    expect(() => verified(`whsec_${Buffer.alloc(32).toString('base64')}`, message)).toThrow();
  });

  it('is not sent to subscribers of other events or to webhooks created after it', async () => {
    const before = await fixture.happen();
    const { webhook: other } = await fixture.create(receiver.url, ['album.deleted']);
    const { webhook } = await fixture.create(receiver.url);
    const eventId = await fixture.happen();
    await delivered(webhook, eventId);
    expect(await fixture.deliveries(other)).toEqual([]);
    expect(messages(before)).toEqual([]);
  });

  it('is sent once, even if two replicas receive it', async () => {
    const { webhook } = await fixture.create(receiver.url);
    const eventIds = await Promise.all(Array.from({ length: 12 }, () => fixture.happen()));
    for (const eventId of eventIds) await delivered(webhook, eventId);
    expect(receiver.received.map(({ headers }) => String(headers['webhook-id'])).sort()).toEqual([...eventIds].sort());
    expect(twin.baseUrl).not.toBe(app.baseUrl);
  });

  it('[W3] is also signed with the former secret while that is valid', async () => {
    const { webhook, secret } = await fixture.create(receiver.url);
    const renewed = await fixture.admin.browser.call(webhookEndpoints.rotateSecret, { params: { id: webhook.id } });
    const first = await fixture.happen();
    await delivered(webhook, first);
    const [both] = messages(first);
    if (!both) throw new Error('it arrived');
    expect(verified(secret, both)).toEqual(verified(renewed.secret, both));

    await app.prisma.webhook.update({ where: { id: webhook.id }, data: { formerSecretUntil: new Date(0) } });
    const second = await fixture.happen();
    await delivered(webhook, second);
    const [one] = messages(second);
    if (!one) throw new Error('it arrived');
    expect(verified(renewed.secret, one)).toBeDefined();
    expect(() => verified(secret, one)).toThrow();
  });
});

describe('a receiver that does not accept an event', () => {
  it('gets it again later with the same id, and the result of each attempt is stored', async () => {
    receiver.statuses = [503, 200];
    const { webhook, secret } = await fixture.create(receiver.url);
    const eventId = await fixture.happen();
    const failed = await failedOnce(webhook, eventId);
    expect(failed).toMatchObject({ state: 'PENDING', attempts: 1, lastStatus: 503, lastError: 'It answered 503.' });
    expect((await fixture.find(webhook)).failingSince).not.toBeNull();
    await fixture.timePasses(webhook);
    expect(await delivered(webhook, eventId)).toMatchObject({ attempts: 2, lastStatus: 200, lastError: null });
    expect(messages(eventId).map((message) => verified(secret, message))).toHaveLength(2);
    expect((await fixture.find(webhook)).failingSince).toBeNull();
  });

  it('is not flooded: one attempt tests it before all waiting events are sent', async () => {
    receiver.statuses = [500];
    const { webhook } = await fixture.create(receiver.url);
    const first = await fixture.happen();
    await failedOnce(webhook, first);
    const others = [await fixture.happen(), await fixture.happen()];
    for (const eventId of others)
      await fixture.delivery(webhook, eventId, 'it waits', ({ attempts }) => attempts === 0);
    expect(receiver.received).toHaveLength(1);
    receiver.statuses = [200];
    await fixture.timePasses(webhook);
    for (const eventId of [first, ...others]) await delivered(webhook, eventId);
  });

  it('gets no further attempts after the maximum number', async () => {
    receiver.statuses = [500];
    const { webhook } = await fixture.create(receiver.url);
    const eventId = await fixture.happen();
    await failedOnce(webhook, eventId);
    await app.prisma.webhookDelivery.updateMany({ where: { eventId }, data: { attempts: maxDeliveryAttempts - 1 } });
    await fixture.timePasses(webhook);
    const last = await fixture.delivery(webhook, eventId, 'it has failed', ({ state }) => state === 'FAILED');
    expect(last).toMatchObject({ attempts: maxDeliveryAttempts, nextAttemptAt: null });
  });

  it('and responds 410 is disabled', async () => {
    receiver.statuses = [410];
    const { webhook } = await fixture.create(receiver.url);
    const eventId = await fixture.happen();
    await fixture.delivery(webhook, eventId, 'it is given up', ({ state }) => state === 'FAILED');
    expect(await fixture.find(webhook)).toMatchObject({ isEnabled: false, disabledReason: 'GONE' });
  });

  it('and has failed for five days is disabled, and starts afresh when enabled again', async () => {
    receiver.statuses = [500];
    const { webhook } = await fixture.create(receiver.url);
    const eventId = await fixture.happen();
    await failedOnce(webhook, eventId);
    await app.prisma.$executeRaw`
      UPDATE webhooks SET failing_since = now() - interval '5 days 1 minute' WHERE id = ${webhook.id}::uuid`;
    await fixture.timePasses(webhook);
    await fixture.delivery(webhook, eventId, 'it is given up', ({ state }) => state === 'FAILED');
    expect(await fixture.find(webhook)).toMatchObject({ isEnabled: false, disabledReason: 'FAILING' });

    receiver.statuses = [200];
    const params = { id: webhook.id };
    await fixture.admin.browser.call(webhookEndpoints.update, { params, body: { isEnabled: true } });
    expect(await fixture.find(webhook)).toMatchObject({ isEnabled: true, disabledReason: null, failingSince: null });
    expect(await fixture.admin.browser.call(webhookEndpoints.replayFailed, { params })).toEqual({ count: 1 });
    await delivered(webhook, eventId);
  });

  it('and cannot be reached is reported in a message without its address', async () => {
    const { webhook } = await fixture.create(`http://127.0.0.1:${await findFreePort()}/`);
    const failed = await failedOnce(webhook, await fixture.happen());
    expect(failed).toMatchObject({ lastStatus: null, lastError: 'The host cannot be reached.' });
  });

  it('does not delay other receivers', async () => {
    const { webhook: broken } = await fixture.create(`http://127.0.0.1:${await findFreePort()}/`);
    const { webhook } = await fixture.create(receiver.url);
    const eventId = await fixture.happen();
    await delivered(webhook, eventId);
    await failedOnce(broken, eventId);
  });
});

describe('an administrator', () => {
  it('can send a test, which appears among the deliveries', async () => {
    const { webhook, secret } = await fixture.create(receiver.url);
    await fixture.admin.browser.call(webhookEndpoints.test, { params: { id: webhook.id } });
    const [delivery] = await fixture.deliveries(webhook);
    if (!delivery) throw new Error('it is there');
    await delivered(webhook, delivery.eventId);
    const [message] = messages(delivery.eventId);
    if (!message) throw new Error('it arrived');
    expect(verified(secret, message)).toMatchObject({ type: 'webhook.test', data: { webhookId: webhook.id } });
  });

  it('can send a delivered event again', async () => {
    const { webhook } = await fixture.create(receiver.url);
    const eventId = await fixture.happen();
    const { id: deliveryId } = await delivered(webhook, eventId);
    await fixture.admin.browser.call(webhookEndpoints.replay, { params: { id: webhook.id, deliveryId } });
    await fixture.delivery(webhook, eventId, 'it was sent again', () => messages(eventId).length === 2);
  });

  it('cannot send it to another receiver, or to a disabled one', async () => {
    const { webhook } = await fixture.create(receiver.url);
    const { webhook: other } = await fixture.create(receiver.url, ['album.deleted']);
    const { id: deliveryId } = await delivered(webhook, await fixture.happen());
    const replay = ({ id }: Webhook) =>
      fixture.admin.browser.post(`/v1/admin/webhooks/${id}/deliveries/${deliveryId}/replay`, undefined);
    expect((await replay(other)).status).toBe(404);
    const params = { id: webhook.id };
    await fixture.admin.browser.call(webhookEndpoints.update, { params, body: { isEnabled: false } });
    expect(await (await replay(webhook)).json()).toMatchObject({ error: { code: 'WEBHOOK_DISABLED' } });
  });
});

describe('stored deliveries', () => {
  it('are deleted with the user concerned', async () => {
    const { user } = await register(app);
    const { webhook } = await fixture.create(receiver.url, ['user.updated']);
    const eventId = await fixture.publish('user.updated', { userId: user.id });
    await delivered(webhook, eventId);
    await app.prisma.user.update({ where: { id: user.id }, data: { deletedAt: new Date(0) } });
    await app.app.get(AccountPurgeService, { strict: false }).purgeDue(new Date());
    expect(await app.prisma.webhookDelivery.count({ where: { eventId } })).toBe(0);
  });

  it('are deleted after thirty days', async () => {
    const { webhook } = await fixture.create(receiver.url);
    const [old, recent] = [await fixture.happen(), await fixture.happen()];
    for (const eventId of [old, recent]) await delivered(webhook, eventId);
    await app.prisma.$executeRaw`
      UPDATE webhook_deliveries SET created_at = now() - interval '30 days 1 minute' WHERE event_id = ${old}::uuid`;
    expect(await app.app.get(WebhookUpkeep, { strict: false }).removeOld()).toBe(1);
    expect((await fixture.deliveries(webhook)).map(({ eventId }) => eventId)).toEqual([recent]);
  });
});
