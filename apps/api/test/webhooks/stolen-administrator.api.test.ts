import { pollUntil } from '@pixelboxx/config/testing';
import { accountEndpoints, authEndpoints } from '@pixelboxx/shared';
import { type Webhook, webhookEndpoints } from '@pixelboxx/shared/features/webhooks';
import { beforeAll, expect, it } from 'vitest';
import { AccountFactory } from '../account/account-factories.ts';
import { FakeReceiver } from '../support/network/fake-receiver.ts';
import { useApp } from '../support/use-app.ts';
import { administrator, WebhookFixture } from './webhook-fixture.ts';

const app = useApp({ WEBHOOK_TARGETS: 'any' });
const { mailbox } = app;
const receiver = new FakeReceiver();
const newPassword = 'amber lantern 5 hums';
let colleague: WebhookFixture;
let stolen: WebhookFixture;

beforeAll(async () => {
  await receiver.start();
  const { user, browser, credentials } = await new AccountFactory(app).verified();
  await app.prisma.user.update({ where: { id: user.id }, data: { role: 'ADMIN' } });
  colleague = new WebhookFixture(app, await administrator(app));
  stolen = new WebhookFixture(app, { user, browser, credentials });
  return () => receiver.stop();
});

const made = async (by: WebhookFixture): Promise<Webhook> => (await by.create(receiver.url)).webhook;
const params = ({ id }: Webhook) => ({ params: { id } });
const isOn = async (webhook: Webhook): Promise<boolean> => (await colleague.find(webhook)).isEnabled;

it('when the owner of a stolen administrator account reports it, exactly the webhooks it created or changed are disabled', async () => {
  const [longAgo, untouched, changed, rotated] = [
    await made(stolen),
    await made(colleague),
    await made(colleague),
    await made(colleague),
  ];
  const before = new Date(Date.now() - 15 * 86_400_000);
  await app.prisma.auditEntry.updateMany({ data: { createdAt: before } });

  const thief = new WebhookFixture(app, { ...stolen.admin, browser: app.browser() });
  const { email, password } = stolen.admin.credentials;
  await thief.admin.browser.call(authEndpoints.login, { body: { identifier: email, password } });
  const own = await made(thief);
  const ended = await made(thief);
  await thief.admin.browser.call(webhookEndpoints.remove, params(ended));
  await thief.admin.browser.call(webhookEndpoints.update, {
    ...params(changed),
    body: { url: `${receiver.url}/thief` },
  });
  await thief.admin.browser.call(webhookEndpoints.rotateSecret, params(rotated));
  await thief.admin.browser.call(accountEndpoints.changePassword, { body: { currentPassword: password, newPassword } });

  const token = await mailbox.token(email, /password was changed/);
  await app.browser().call(accountEndpoints.reportCompromise, { body: { token } });
  await pollUntil('they are switched off', async () => !(await isOn(own)));
  expect(await Promise.all([changed, rotated].map(isOn))).toEqual([false, false]);
  expect(await Promise.all([longAgo, untouched].map(isOn))).toEqual([true, true]);

  // Nothing more is sent to them, and the trail says which they were and why.
  const eventId = await colleague.happen();
  await colleague.delivery(untouched, eventId, 'it is delivered', ({ state }) => state === 'DELIVERED');
  expect((await colleague.deliveries(own)).filter((delivery) => delivery.eventId === eventId)).toEqual([]);
  const where = { actorId: null, type: 'WEBHOOK_CHANGED', accountId: stolen.admin.user.id };
  const trail = await app.prisma.auditEntry.findMany({ where });
  expect(trail.map(({ detail }) => detail)).toEqual(
    expect.arrayContaining([own, changed, rotated].map(({ id }) => ({ webhookId: id, because: 'ACCOUNT_REPORTED' }))),
  );
  expect(trail).toHaveLength(3);
});
