import { accountEndpoints, type Role } from '@pixelboxx/shared';
import { type Webhook, webhookEndpoints, webhookLimits } from '@pixelboxx/shared/features/webhooks';
import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { register } from '../support/clients/users.ts';
import { useApp } from '../support/use-app.ts';
import { administrator, WebhookFixture } from './webhook-fixture.ts';

const app = useApp();
const url = 'https://hooks.example.com/in';
let fixture: WebhookFixture;

beforeAll(async () => {
  fixture = new WebhookFixture(app, await administrator(app));
});
beforeEach(async () => {
  await app.prisma.webhook.deleteMany();
});

const browser = () => fixture.admin.browser;
const update = (webhook: Webhook, body: object, headers: Record<string, string> = {}) =>
  browser().fetch(`/v1/admin/webhooks/${webhook.id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

describe('webhooks', () => {
  it.each(['USER', 'MOD'] as const satisfies Role[])('[W4] are not available to a %s', async (role) => {
    const account = await register(app);
    await app.prisma.user.update({ where: { id: account.user.id }, data: { role } });
    for (const { method, path } of Object.values(webhookEndpoints)) {
      const address = path.replace(':id', randomUUID()).replace(':deliveryId', randomUUID());
      expect((await account.browser.fetch(address, { method })).status, `${method} ${path}`).toBe(403);
    }
  });

  it('[W3] return their secret once, and store it encrypted', async () => {
    const { webhook, secret } = await fixture.create(url);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhook).toMatchObject({
      url,
      subjects: ['upload.removed'],
      isEnabled: true,
      failingSince: null,
      version: 1,
    });
    expect(JSON.stringify(await fixture.find(webhook))).not.toContain(secret);
    const row = await app.prisma.webhook.findUniqueOrThrow({ where: { id: webhook.id } });
    expect(Buffer.from(row.sealedSecret).includes(secret)).toBe(false);
    expect(Buffer.from(row.sealedSecret).includes(Buffer.from(secret.slice('whsec_'.length), 'base64'))).toBe(false);
  });

  it('are listed with pagination, the latest first', async () => {
    const made = [await fixture.create(url), await fixture.create(url), await fixture.create(url)];
    const first = await browser().call(webhookEndpoints.list, { query: { limit: 2 } });
    const second = await browser().call(webhookEndpoints.list, { query: { limit: 2, cursor: first.nextCursor ?? '' } });
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(ids).toEqual(made.map(({ webhook }) => webhook.id).reverse());
    expect(second.nextCursor).toBeNull();
  });

  it.each([
    ['http://hooks.example.com/'],
    ['https://127.0.0.1/'],
    ['https://169.254.169.254/latest'],
    ['https://[::1]:8443/'],
    ['https://localhost/'],
    ['https://user:secret@hooks.example.com/'],
    ['https://hooks.example.com/#part'],
    ['ftp://hooks.example.com/'],
    ['javascript:alert(1)'],
    ['not an address'],
  ])('may not have the address %s', async (address) => {
    const response = await browser().post('/v1/admin/webhooks', { name: 'A receiver', url: address });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'VALIDATION_ERROR' } });
  });

  it('may not be changed to such an address either', async () => {
    const { webhook } = await fixture.create(url);
    expect((await update(webhook, { url: 'https://10.0.0.1/' })).status).toBe(400);
    expect((await fixture.find(webhook)).url).toBe(url);
  });

  it('are changed only with the current version (If-Match)', async () => {
    const { webhook } = await fixture.create(url);
    expect((await update(webhook, { name: 'Another name' }, { 'if-match': '"1"' })).status).toBe(200);
    expect((await update(webhook, { name: 'A third name' }, { 'if-match': '"1"' })).status).toBe(412);
    expect(await fixture.find(webhook)).toMatchObject({ name: 'Another name', version: 2 });
    // What is so already is no change.
    expect((await update(webhook, { name: 'Another name' })).status).toBe(200);
    expect((await fixture.find(webhook)).version).toBe(2);
  });

  it('can get a new secret, with the former one valid for a day', async () => {
    const { webhook, secret } = await fixture.create(url);
    const renewed = await browser().call(webhookEndpoints.rotateSecret, { params: { id: webhook.id } });
    expect(renewed.secret).not.toBe(secret);
    const hours = (Date.parse(renewed.webhook.formerSecretUntil ?? '') - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23);
    expect(hours).toBeLessThan(25);
  });

  it('are deleted with their deliveries', async () => {
    const { webhook } = await fixture.create(url);
    await browser().call(webhookEndpoints.remove, { params: { id: webhook.id } });
    const response = await browser().fetch(`/v1/admin/webhooks/${webhook.id}`);
    expect(response.status).toBe(404);
  });

  it('are limited in number', async () => {
    const data = Array.from({ length: webhookLimits.webhooks }, (_, index) => ({
      name: `Receiver ${index}`,
      url,
      sealedSecret: Buffer.from('none'),
    }));
    await app.prisma.webhook.createMany({ data });
    const response = await browser().post('/v1/admin/webhooks', { name: 'One too many', url });
    expect(await response.json()).toMatchObject({ error: { code: 'WEBHOOK_LIMIT_REACHED' } });
  });

  it('can subscribe to every kind of event', async () => {
    const { subjects } = await browser().call(webhookEndpoints.subjects);
    expect(subjects).toEqual(expect.arrayContaining(['user.registered', 'upload.ready', 'album.created']));
  });

  it('[W4] have all their changes in the audit trail', async () => {
    const { webhook } = await fixture.create(url);
    await update(webhook, { isEnabled: false });
    await browser().call(webhookEndpoints.rotateSecret, { params: { id: webhook.id } });
    await browser().call(webhookEndpoints.remove, { params: { id: webhook.id } });
    const acts = ['WEBHOOK_DELETED', 'WEBHOOK_SECRET_ROTATED', 'WEBHOOK_CHANGED', 'WEBHOOK_CREATED'];
    const { items } = await browser().call(accountEndpoints.securityEvents, { query: { limit: 4 } });
    expect(items.map(({ type }) => type)).toEqual(acts);
    const entries = await app.prisma.auditEntry.findMany({
      where: { actorId: fixture.admin.user.id },
      orderBy: { id: 'desc' },
      take: 4,
    });
    expect(entries.map(({ type }) => type)).toEqual(acts);
  });

  it('are not available to a former administrator', async () => {
    const former = await administrator(app);
    await app.prisma.user.update({ where: { id: former.user.id }, data: { role: 'USER' } });
    const response = await former.browser.post('/v1/admin/webhooks', { name: 'A receiver', url });
    expect(response.status).toBe(403);
    expect(await app.prisma.webhook.count()).toBe(0);
  });
});
