import { pollUntil } from '@pixelboxx/config/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { type LocalService } from '../../support/network/local-service.ts';
import { EventFixture, recorder } from './event-fixture.ts';
import { natsProgram, reserveNats } from './nats-server.ts';

describe.skipIf(!natsProgram)('an unavailable NATS', () => {
  let database: TestDatabase;
  let nats: LocalService;
  let fixture: EventFixture;
  const url = () => `nats://127.0.0.1:${nats.port}`;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.stop());
  beforeEach(async () => {
    nats = await reserveNats();
    fixture = new EventFixture(database.url);
  });
  afterEach(async () => {
    await fixture.close();
    await nats.dispose();
  });

  function open() {
    const replica = fixture.addReplica(url());
    const told = recorder();
    replica.bus.subscribe('user.registered', 'told', told.handler);
    replica.start();
    return { replica, told };
  }

  it('does not prevent the start; events committed meanwhile are delivered later, in order', async () => {
    const { replica, told } = open();
    const user = randomUUID();
    const ids = await fixture.publishMany(replica, user, 10);
    expect(replica.outbox.isUp()).toBe(false);
    await nats.start();
    await pollUntil('all were told', () => told.events.length >= 10);
    expect(told.ids()).toEqual(ids);
    expect(replica.outbox.isUp()).toBe(true);
  });

  it('loses no event when it is killed and restarted', async () => {
    await nats.start();
    const { replica, told } = open();
    const user = randomUUID();
    const ids = await fixture.publishMany(replica, user, 5);
    await pollUntil('the first were told', () => told.events.length === 5);
    ids.push(...(await fixture.publishMany(replica, user, 3)));
    await nats.kill();
    ids.push(...(await fixture.publishMany(replica, user, 5)));
    await pollUntil('the loss is noticed', () => !replica.outbox.isUp());
    await nats.start();
    await pollUntil('all were told', () => new Set(told.ids()).size >= 13);
    expect([...new Set(told.ids())]).toEqual(ids);
  });

  it('delivers what was committed while it was paused', async () => {
    await nats.start();
    const { replica, told } = open();
    const user = randomUUID();
    const ids = await fixture.publishMany(replica, user, 1);
    await pollUntil('the first was told', () => told.events.length === 1);
    nats.pause();
    ids.push(...(await fixture.publishMany(replica, user, 3)));
    await pollUntil('the silence is noticed', () => !replica.outbox.isUp());
    nats.resume();
    await pollUntil('all were told', () => new Set(told.ids()).size >= 4);
    expect([...new Set(told.ids())]).toEqual(ids);
  });

  it('gets the events of the last day again if it returns without its data', async () => {
    await nats.start();
    const { replica, told } = open();
    const user = randomUUID();
    const ids = await fixture.publishMany(replica, user, 3);
    await pollUntil('they were told', () => told.events.length === 3);
    await pollUntil(
      'the outbox is empty',
      async () => (await fixture.prisma.outboxEvent.count({ where: { publishedAt: null } })) === 0,
    );
    await nats.kill();
    nats.wipe();
    await nats.start();
    ids.push(await fixture.publish(replica, user));
    await pollUntil('the last was told', () => told.events.length === 4);
    expect(told.ids()).toEqual(ids);
  });
});
