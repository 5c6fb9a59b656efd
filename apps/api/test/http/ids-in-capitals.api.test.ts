import { adminEndpoints, authEndpoints } from '@pixelboxx/shared';
import { albumEndpoints } from '@pixelboxx/shared/features/albums';
import { webhookEndpoints } from '@pixelboxx/shared/features/webhooks';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addImages, createAlbum, idsOf, imagesIn, ownImages } from '../albums/support.ts';
import { register, type TestUser } from '../support/clients/users.ts';
import { FakeReceiver } from '../support/network/fake-receiver.ts';
import { useApp } from '../support/use-app.ts';
import { photo } from '../support/uploads/images.ts';
import { begun, offsetOf, send, uploadIn } from '../support/uploads/resuming.ts';
import { administrator, WebhookFixture } from '../webhooks/webhook-fixture.ts';

const app = useApp({ WEBHOOK_TARGETS: 'any' });
const receiver = new FakeReceiver();
let admin: TestUser;
let user: TestUser;

beforeAll(async () => {
  await receiver.start();
  [admin, user] = [await administrator(app), await register(app)];
});
afterAll(() => receiver.stop());

const inCapitals = (id: string): string => id.toUpperCase();

/** Whoever reads a UUID takes either case, and some programs write capitals (RFC 9562, 4). */
describe('an id in capitals is the same id', () => {
  it('when a session is ended, whose event contains the canonical id', async () => {
    const other = app.browser();
    const { username, password } = user.credentials;
    await other.call(authEndpoints.login, { body: { identifier: username, password } });
    const { items } = await other.call(authEndpoints.sessions);
    const id = items.find(({ current }) => current)?.id ?? '';
    await user.browser.call(authEndpoints.revokeSession, { params: { id: inCapitals(id) } });
    expect((await other.fetch(authEndpoints.me.path)).status).toBe(401);
    const told = await app.prisma.outboxEvent.findMany({ where: { subject: 'session.revoked' } });
    expect(told.map(({ data }) => data)).toEqual([{ userId: user.user.id, sessionId: id }]);
  });

  it('when images are added to an album, moved and removed', async () => {
    const ids = idsOf(await ownImages(app, user, 3));
    const album = await createAlbum(user.browser);
    await addImages(user.browser, album, ids.map(inCapitals));
    await addImages(user.browser, album, ids);
    const [first = '', second = '', third = ''] = ids;
    const params = { id: inCapitals(album.id) };
    const body = { uploadIds: [inCapitals(third)], before: inCapitals(first) };
    await user.browser.call(albumEndpoints.moveImages, { params, body });
    expect(await imagesIn(user.browser, album)).toEqual([third, first, second]);
    await user.browser.call(albumEndpoints.removeImages, { params, body: { uploadIds: [inCapitals(first)] } });
    expect(await imagesIn(user.browser, album)).toEqual([third, second]);
  });

  it('when a resumable upload continues', async () => {
    const file = await photo().jpeg().toBuffer();
    const target = await begun(user.browser, file.length);
    await send(user.browser, target, 0, file.subarray(0, 100));
    const other = target.replace(/[^/]+$/, inCapitals);
    expect(await offsetOf(user.browser, other)).toBe(100);
    const upload = await uploadIn(await send(user.browser, other, 100, file.subarray(100)));
    expect(upload).toMatchObject({ kind: 'IMAGE' });
  });

  it('when a webhook gets a new secret', async () => {
    const fixture = new WebhookFixture(app, admin);
    const { webhook } = await fixture.create(receiver.url);
    const params = { id: inCapitals(webhook.id) };
    const { secret } = await admin.browser.call(webhookEndpoints.rotateSecret, { params });
    const eventId = await fixture.happen();
    const delivery = await fixture.delivery(webhook, eventId, 'it was tried', ({ attempts }) => attempts > 0);
    await fixture.delivery(
      webhook,
      eventId,
      'it is settled',
      ({ lastStatus, lastError }) => (lastStatus ?? lastError) !== null,
    );
    expect(await fixture.deliveries(webhook)).toMatchObject([{ id: delivery.id, lastError: null, state: 'DELIVERED' }]);
    const [message] = receiver.received;
    if (!message) throw new Error('it arrived');
    const headers = Object.fromEntries(
      ['id', 'timestamp', 'signature'].map((name) => [`webhook-${name}`, String(message.headers[`webhook-${name}`])]),
    );
    expect(new Verifier(secret).verify(message.body, headers)).toMatchObject({ type: 'upload.removed' });
  });

  it('when an administrator acts on an account, including the refusal for their own', async () => {
    const params = { id: inCapitals(user.user.id) };
    const body = { reason: 'Spam in every album' };
    expect(await admin.browser.call(adminEndpoints.suspend, { params, body })).toMatchObject({ id: user.user.id });
    const own = { params: { id: inCapitals(admin.user.id) }, body: { role: 'USER' } } as const;
    await expect(admin.browser.call(adminEndpoints.changeRole, own)).rejects.toMatchObject({ code: 'LAST_ADMIN' });
  });
});
