import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OutboxStore } from '../../../src/platform/events/outbox-store.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { EventFixture } from './event-fixture.ts';

describe('the outbox', () => {
  let database: TestDatabase;
  let fixture: EventFixture;
  let store: OutboxStore;

  beforeAll(async () => {
    database = await createTestDatabase();
    fixture = new EventFixture(database.url);
    store = new OutboxStore(fixture.prisma);
  });
  afterAll(async () => {
    await fixture.close();
    await database.stop();
  });
  beforeEach(async () => {
    await fixture.prisma.outboxEvent.deleteMany();
  });

  const write = (count: number, aggregateId: string = randomUUID()) =>
    fixture.publishMany(fixture.addReplica(null), aggregateId, count);
  const claimedIds = async () => (await store.claim()).map(({ id }) => id);

  it('gives each event to one of several relays that claim simultaneously, in order of writing', async () => {
    const ids = [...(await write(5)), ...(await write(5))];
    const claims = await Promise.all(Array.from({ length: 4 }, claimedIds));
    expect(claims.flat().toSorted()).toEqual(ids.toSorted());
    expect(claims.filter((claim) => claim.length > 0)).toEqual([ids]);
  });

  it('holds back events behind one of the same aggregate that is being sent or waiting', async () => {
    const user = randomUUID();
    const [first = ''] = await write(1, user);
    expect(await claimedIds()).toEqual([first]);
    const [second = ''] = await write(1, user);
    const [other = ''] = await write(1);
    expect(await claimedIds()).toEqual([other]);
    await store.release([first], 60_000);
    expect(await claimedIds()).toEqual([]);
    await store.release([first], 0);
    expect(await claimedIds()).toEqual([first, second]);
  });

  it('reports, when an event is published, whether another of its aggregate has queued meanwhile', async () => {
    const user = randomUUID();
    const [first = ''] = await write(1, user);
    expect(await claimedIds()).toEqual([first]);
    const [second = ''] = await write(1, user);
    expect(await claimedIds()).toEqual([]);
    expect(await store.markPublished([first])).toBe(true);
    expect(await claimedIds()).toEqual([second]);
  });

  it('gives the events of a dead relay to the next one when the lease has expired', async () => {
    const ids = await write(2);
    expect(await claimedIds()).toEqual(ids);
    expect(await claimedIds()).toEqual([]);
    await fixture.prisma.$executeRaw`UPDATE outbox_events SET available_at = available_at - interval '30 seconds'`;
    expect(await claimedIds()).toEqual(ids);
  });

  it('keeps published events for a day, in case the bus loses them', async () => {
    const [old = '', recent = ''] = await write(2);
    expect(await store.markPublished([old, recent])).toBe(false);
    expect(await claimedIds()).toEqual([]);
    await fixture.prisma.$executeRaw`
      UPDATE outbox_events SET published_at = now() - interval '25 hours' WHERE id = ${old}::uuid`;
    await store.purge();
    await store.publishAgain();
    expect(await claimedIds()).toEqual([recent]);
  });

  it('skips a row that the running release cannot read', async () => {
    await fixture.prisma.outboxEvent.create({
      data: { id: randomUUID(), subject: 'from.the.future', aggregateId: 'x', data: {} },
    });
    expect((await store.claim()).map(({ event }) => event)).toEqual([null]);
  });
});
