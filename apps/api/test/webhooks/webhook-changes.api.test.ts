import { type Webhook, type WebhookDelivery, webhookEndpoints } from '@pixelboxx/shared/features/webhooks';
import { pollUntil } from '@pixelboxx/config/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeReceiver } from '../support/network/fake-receiver.ts';
import { useApp } from '../support/use-app.ts';
import { administrator, WebhookFixture } from './webhook-fixture.ts';

const app = useApp({ WEBHOOK_TARGETS: 'any' });
const receiver = new FakeReceiver();
const successor = new FakeReceiver();
let fixture: WebhookFixture;

beforeAll(async () => {
  await Promise.all([receiver.start(), successor.start()]);
  fixture = new WebhookFixture(app, await administrator(app));
});
afterAll(() => Promise.all([receiver.stop(), successor.stop()]));
beforeEach(async () => {
  await app.prisma.webhook.deleteMany();
  for (const { received } of [receiver, successor]) received.length = 0;
  for (const each of [receiver, successor]) each.statuses = [200];
});

const get = ({ id }: Webhook, known: Webhook) =>
  fixture.admin.browser.fetch(`/v1/admin/webhooks/${id}`, { headers: { 'if-none-match': `"${known.version}"` } });
const comesTo = (webhook: Webhook, eventId: string, condition: (delivery: WebhookDelivery) => boolean) =>
  fixture.delivery(webhook, eventId, 'that has come of it', condition);
const failedOnce = ({ lastError }: WebhookDelivery): boolean => lastError !== null;

describe('a conditional request for a webhook', () => {
  it('gets the new state if the webhook fails, recovers, or is disabled for failing', async () => {
    const { webhook: asCreated } = await fixture.create(receiver.url);
    expect((await get(asCreated, asCreated)).status).toBe(304);

    receiver.statuses = [503, 200];
    const first = await fixture.happen();
    await comesTo(asCreated, first, failedOnce);
    expect((await get(asCreated, asCreated)).status).toBe(200);
    const failing = await fixture.find(asCreated);
    expect(failing.failingSince).not.toBeNull();
    expect((await get(failing, failing)).status).toBe(304);

    await fixture.timePasses(failing);
    await comesTo(failing, first, ({ state }) => state === 'DELIVERED');
    expect((await get(failing, failing)).status).toBe(200);
    const working = await fixture.find(failing);
    expect(working.failingSince).toBeNull();

    receiver.statuses = [410];
    await comesTo(working, await fixture.happen(), ({ state }) => state === 'FAILED');
    expect((await get(working, working)).status).toBe(200);
    expect(await fixture.find(working)).toMatchObject({ isEnabled: false, disabledReason: 'GONE' });
  });

  it('is answered in full while the former secret is still valid, which ends without a change', async () => {
    const { webhook } = await fixture.create(receiver.url);
    await fixture.admin.browser.call(webhookEndpoints.rotateSecret, { params: { id: webhook.id } });
    const rotated = await fixture.find(webhook);
    expect(rotated.formerSecretUntil).not.toBeNull();
    expect((await get(rotated, rotated)).status).toBe(200);
  });
});

describe('the result of an attempt at a former address of a webhook', () => {
  let webhook: Webhook;
  let eventId: string;
  let respond: () => void;

  /** An attempt is under way at the one, and an administrator gives it the other. */
  async function moveMeanwhile(statuses: number[]): Promise<void> {
    receiver.statuses = statuses;
    respond = receiver.hold();
    ({ webhook } = await fixture.create(receiver.url));
    eventId = await fixture.happen();
    await pollUntil('the attempt has arrived', () => receiver.received.length === 1);
    const params = { id: webhook.id };
    await fixture.admin.browser.call(webhookEndpoints.update, { params, body: { url: successor.url } });
  }

  it('does not affect the new address, which stays enabled even if the former one is gone', async () => {
    await moveMeanwhile([410]);
    respond();
    await comesTo(webhook, eventId, failedOnce);
    const now = await fixture.find(webhook);
    expect(now).toMatchObject({ isEnabled: true, disabledReason: null, failingSince: null });
    await fixture.timePasses(webhook);
    await comesTo(webhook, eventId, ({ state }) => state === 'DELIVERED');
    expect(successor.received.map(({ headers }) => headers['webhook-id'])).toEqual([eventId]);
  });

  it('does not mark the new address as working', async () => {
    await moveMeanwhile([200]);
    successor.statuses = [500];
    const other = await fixture.happen();
    await comesTo(webhook, other, failedOnce);
    respond();
    await comesTo(webhook, eventId, ({ state }) => state === 'DELIVERED');
    expect((await fixture.find(webhook)).failingSince).not.toBeNull();
  });
});
