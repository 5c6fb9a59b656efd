import { pollUntil } from '@pixelboxx/config/testing';
import { accountEndpoints, adminEndpoints, type DeadEvent, type Role } from '@pixelboxx/shared';
import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AccountPurgeService } from '../../src/account/deletion/account-purge.service.ts';
import { DeadEventRetention } from '../../src/platform/events/dead-events/dead-event-retention.ts';
import { EventBus, PermanentEventError } from '../../src/platform/events/event-bus.ts';
import { EventOutbox } from '../../src/platform/events/event-outbox.ts';
import { register, type TestUser } from '../support/clients/users.ts';
import { useApp } from '../support/use-app.ts';

const app = useApp();
const subscriber = 'test-shaky';
/** In a shared NATS there are other files' events, too. */
const ownUploads = new Set<string>();
/** What the subscriber does with an event. */
let handle: () => Promise<void>;
let handled: string[];
let admin: TestUser;

const refuse = () => Promise.reject(new PermanentEventError('The CDN answered 403'));

async function userAs(role: Role): Promise<TestUser> {
  const account = await register(app);
  await app.prisma.user.update({ where: { id: account.user.id }, data: { role } });
  return account;
}

beforeAll(async () => {
  app.app.get(EventBus).subscribe('upload.removed', subscriber, async ({ id, data }) => {
    if (!ownUploads.has(data.uploadId)) return;
    await handle();
    handled.push(id);
  });
  admin = await userAs('ADMIN');
});
beforeEach(async () => {
  handle = refuse;
  handled = [];
  await app.prisma.deadEvent.deleteMany();
});

const list = (query: { subscriber?: string; limit?: number; cursor?: string } = {}) =>
  admin.browser.call(adminEndpoints.deadEvents, { query });
const retry = ({ id }: Pick<DeadEvent, 'id'>, { browser } = admin) =>
  browser.call(adminEndpoints.retryDeadEvent, { params: { id } });
const discard = ({ id }: Pick<DeadEvent, 'id'>, { browser } = admin) =>
  browser.call(adminEndpoints.discardDeadEvent, { params: { id } });

/** An event that the subscriber has given up. */
async function dead(userId: string = randomUUID()): Promise<DeadEvent> {
  const data = { userId, uploadId: randomUUID() };
  ownUploads.add(data.uploadId);
  const eventId = await app.prisma.$transaction((tx) =>
    app.app.get(EventOutbox).publish(tx, { subject: 'upload.removed', aggregateId: userId, data }),
  );
  let found: DeadEvent | undefined;
  await pollUntil('it is dead', async () => {
    found = (await list()).items.find((item) => item.eventId === eventId);
    return found !== undefined;
  });
  if (!found) throw new Error('it is there');
  return found;
}

async function ownActs({ browser }: TestUser): Promise<string[]> {
  const { items } = await browser.call(accountEndpoints.securityEvents, { query: {} });
  return items.map(({ type }) => type).filter((type) => type.startsWith('DEAD_EVENT'));
}

describe('events that could not be handled', () => {
  it.each(['deadEvents', 'retryDeadEvent', 'discardDeadEvent'] as const)(
    'are not available to moderators at %s',
    async (name) => {
      const { browser } = await userAs('MOD');
      const { method, path } = adminEndpoints[name];
      const response = await browser.fetch(path.replace(':id', randomUUID()), { method });
      expect(response.status).toBe(403);
    },
  );

  it('are listed with event, subscriber and error, the latest first', async () => {
    const [first, second] = [await dead(), await dead()];
    const { items } = await list();
    expect(items).toEqual([second, first]);
    expect(first).toMatchObject({
      subject: 'upload.removed',
      subscriber,
      attempts: 1,
      lastError: 'PermanentEventError: The CDN answered 403',
      isRetrying: false,
    });
    expect(Object.keys(first.data).toSorted()).toEqual(['uploadId', 'userId']);
    expect(Object.keys(first)).not.toContain('userId');
  });

  it('are paginated, and can be filtered by subscriber', async () => {
    const all = [await dead(), await dead(), await dead()].toReversed();
    const page = await list({ limit: 2 });
    const rest = await list({ limit: 2, cursor: page.nextCursor ?? '' });
    expect([...page.items, ...rest.items]).toEqual(all);
    expect(rest.nextCursor).toBeNull();
    expect((await list({ subscriber })).items).toHaveLength(3);
    expect((await list({ subscriber: 'another' })).items).toEqual([]);
    await expect(list({ cursor: 'nowhere' })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  it('are deleted once a retry has succeeded, which is recorded for the administrator', async () => {
    const event = await dead();
    handle = () => Promise.resolve();
    const before = await ownActs(admin);
    expect(await retry(event)).toEqual({ outcome: 'HANDLED', deadEvent: null });
    expect(handled).toEqual([event.eventId]);
    expect((await list()).items).toEqual([]);
    expect(await ownActs(admin)).toEqual(['DEAD_EVENT_RETRIED', ...before]);
    await expect(retry(event)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('stay when the retry fails, with the newer error', async () => {
    const event = await dead();
    handle = () => Promise.reject(new Error('The CDN answered 503'));
    const { outcome, deadEvent } = await retry(event);
    expect(outcome).toBe('FAILED');
    expect(deadEvent).toMatchObject({
      id: event.id,
      attempts: 2,
      lastError: 'Error: The CDN answered 503',
      isRetrying: false,
    });
    expect((await list()).items).toEqual([deadEvent]);
  });

  it('are retried once when two administrators request it simultaneously', async () => {
    const [event, other] = [await dead(), await userAs('ADMIN')];
    const started = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    handle = () => {
      started.resolve();
      return finish.promise;
    };
    const first = retry(event);
    await started.promise;
    expect((await list()).items).toMatchObject([{ id: event.id, isRetrying: true }]);
    await expect(retry(event, other)).rejects.toMatchObject({ code: 'RETRY_IN_PROGRESS' });
    finish.resolve();
    expect((await first).outcome).toBe('HANDLED');
    expect(handled).toHaveLength(1);
    expect(await ownActs(other)).toEqual([]);
  });

  it('are discarded by one of two simultaneous requests, which is recorded', async () => {
    const [event, other] = [await dead(), await userAs('ADMIN')];
    const before = (await ownActs(admin)).length;
    const outcomes = await Promise.allSettled([discard(event), discard(event, other)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const acts = (await ownActs(admin)).length - before + (await ownActs(other)).length;
    expect(acts).toBe(1);
    expect((await list()).items).toEqual([]);
  });

  it('stay discarded if a running retry fails afterwards', async () => {
    const event = await dead();
    const started = Promise.withResolvers<void>();
    const fail = Promise.withResolvers<void>();
    handle = async () => {
      started.resolve();
      await fail.promise;
      throw new Error('too late');
    };
    const attempt = retry(event);
    await started.promise;
    await discard(event);
    fail.resolve();
    expect(await attempt).toEqual({ outcome: 'FAILED', deadEvent: null });
    expect((await list()).items).toEqual([]);
  });

  it('report that no running process handles them, and can be retried again immediately', async () => {
    const event = await dead();
    await app.prisma.deadEvent.update({ where: { id: event.id }, data: { subscriber: 'taken-out' } });
    await expect(retry(event)).rejects.toMatchObject({ code: 'SUBSCRIBER_UNKNOWN' });
    await expect(retry(event)).rejects.toMatchObject({ code: 'SUBSCRIBER_UNKNOWN' });
    await app.prisma.deadEvent.update({ where: { id: event.id }, data: { subject: 'of.another.release' } });
    await expect(retry(event)).rejects.toMatchObject({ code: 'SUBSCRIBER_UNKNOWN' });
    await discard(event);
  });

  it('are deleted with the account concerned', async () => {
    const leaving = await register(app);
    const [theirs, others] = [await dead(leaving.user.id), await dead()];
    const deletedAt = new Date(Date.now() - 365 * 86_400_000);
    await app.prisma.user.update({ where: { id: leaving.user.id }, data: { deletedAt } });
    await app.app.get(AccountPurgeService).purgeDue(new Date());
    const left = (await list()).items.map(({ id }) => id);
    expect(left).toContain(others.id);
    expect(left).not.toContain(theirs.id);
  });

  it('are kept for 90 days, in batches', async () => {
    const events = [await dead(), await dead(), await dead(), await dead()];
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
    for (const { id } of events.slice(1)) {
      await app.prisma.deadEvent.update({ where: { id }, data: { failedAt: daysAgo(91) } });
    }
    await app.prisma.deadEvent.update({ where: { id: events[0]?.id ?? '' }, data: { failedAt: daysAgo(89) } });
    expect(await app.app.get(DeadEventRetention).remove({ batchSize: 2 })).toBe(3);
    expect((await list()).items.map(({ id }) => id)).toEqual([events[0]?.id]);
  });
});
