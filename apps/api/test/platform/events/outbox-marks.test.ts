import { randomUUID } from 'node:crypto';
import { pollUntil } from '@pixelboxx/config/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OutboxStore } from '../../../src/platform/events/outbox-store.ts';
import { OutboxRelay } from '../../../src/platform/events/outbox-relay.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { EventFixture, logger, recorder } from './event-fixture.ts';

let database: TestDatabase;
let fixture: EventFixture;

beforeAll(async () => {
  database = await createTestDatabase();
  fixture = new EventFixture(database.url);
});
afterAll(async () => {
  await fixture.close();
  await database.stop();
});

/** Notes how many statements note something as published, and of how many events. */
class CountingStore extends OutboxStore {
  readonly marked: number[] = [];

  override markPublished(ids: readonly string[]): Promise<boolean> {
    this.marked.push(ids.length);
    return super.markPublished(ids);
  }
}

it('the outbox marks published events of many users with few statements', async () => {
  const users = 40;
  const replica = fixture.addReplica(null);
  const { handler, events } = recorder();
  replica.bus.subscribe('user.registered', 'marks', handler);
  for (let user = 0; user < users; user += 1) await fixture.publish(replica, randomUUID());
  const store = new CountingStore(fixture.prisma);
  const relay = new OutboxRelay(store, replica.bus, logger);
  relay.start();
  const isOver = async () => (await fixture.prisma.outboxEvent.count({ where: { publishedAt: null } })) === 0;
  await pollUntil('all are noted as published', isOver);
  await relay.stop();
  expect(events).toHaveLength(users);
  expect(store.marked.reduce((sum, count) => sum + count, 0)).toBe(users);
  expect(store.marked.length).toBeLessThan(users / 4);
});
