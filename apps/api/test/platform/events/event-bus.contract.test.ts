import { pollUntil, seededRandom, takeTime } from '@pixelboxx/config/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { type LocalService } from '../../support/network/local-service.ts';
import { EventFixture, recorder } from './event-fixture.ts';
import { natsProgram, reserveNats } from './nats-server.ts';

const givenUrl = process.env['TEST_NATS_URL'];
const kinds = [
  { kind: 'in this process', onNats: false, skip: false },
  {
    kind: 'on NATS',
    onNats: true,
    skip: !givenUrl && !natsProgram && 'set TEST_NATS_URL or install nats-server',
  },
];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.stop());

for (const { kind, onNats, skip } of kinds) {
  describe.skipIf(skip)(`events ${kind}${skip ? ` (${skip})` : ''}`, () => {
    let nats: LocalService | undefined;
    let url: string | null = null;
    let fixture: EventFixture;

    beforeAll(async () => {
      if (!onNats) return;
      if (!givenUrl) {
        nats = await reserveNats();
        await nats.start();
      }
      url = givenUrl ?? `nats://127.0.0.1:${nats?.port}`;
    });
    afterAll(() => nats?.dispose());
    beforeEach(() => {
      fixture = new EventFixture(database.url);
    });
    afterEach(() => fixture.close());

    it('reach the subscribers of their subject after the commit, and no others', async () => {
      const replica = fixture.addReplica(url);
      const [welcome, audit, uploads] = [recorder(), recorder(), recorder()];
      replica.bus.subscribe('user.registered', 'welcome', welcome.handler);
      replica.bus.subscribe('user.registered', 'audit', audit.handler);
      replica.bus.subscribe('upload.ready', 'uploads', uploads.handler);
      replica.start();
      const userId = randomUUID();
      const id = await fixture.publish(replica, userId);
      await pollUntil('both were told', () => welcome.events.length === 1 && audit.events.length === 1);
      expect(welcome.events[0]).toEqual({
        id,
        subject: 'user.registered',
        aggregateId: userId,
        occurredAt: welcome.events[0]?.occurredAt,
        data: { userId },
      });
      expect(welcome.events[0]?.occurredAt).toMatch(/^\d{4}-.*Z$/);
      expect(uploads.events).toEqual([]);
    });

    it('of all subjects reach a subscriber of all, in order for each aggregate', async () => {
      const replica = fixture.addReplica(url);
      const told = recorder();
      replica.bus.subscribeAll('everything', told.handler);
      replica.start();
      const userId = randomUUID();
      const first = await fixture.publish(replica, userId);
      const second = await fixture.prisma.$transaction((tx) =>
        replica.outbox.publish(tx, { subject: 'user.updated', aggregateId: userId, data: { userId } }),
      );
      await pollUntil('both were told', () => told.events.length >= 2);
      expect(told.events.map(({ id, subject }) => [id, subject])).toEqual([
        [first, 'user.registered'],
        [second, 'user.updated'],
      ]);
    });

    it('are not published if their transaction is rolled back', async () => {
      const replica = fixture.addReplica(url);
      const told = recorder();
      replica.bus.subscribe('user.registered', 'told', told.handler);
      replica.start();
      const userId = randomUUID();
      const failed = fixture.prisma.$transaction(async (tx) => {
        await replica.outbox.publish(tx, { subject: 'user.registered', aggregateId: userId, data: { userId } });
        throw new Error('roll back');
      });
      await expect(failed).rejects.toThrow('roll back');
      const id = await fixture.publish(replica, userId);
      await pollUntil('the next was told', () => told.events.length > 0);
      expect(told.ids()).toEqual([id]);
    });

    it('contain only the fields of the contract', async () => {
      const replica = fixture.addReplica(url);
      const told = recorder();
      replica.bus.subscribe('user.registered', 'told', told.handler);
      replica.start();
      const user = { userId: randomUUID(), email: 'canary@example.com' };
      await fixture.prisma.$transaction((tx) =>
        replica.outbox.publish(tx, { subject: 'user.registered', aggregateId: user.userId, data: user }),
      );
      await pollUntil('it was told', () => told.events.length === 1);
      expect(JSON.stringify(told.events)).not.toContain('canary');
      const rows = await fixture.prisma.outboxEvent.findMany();
      expect(JSON.stringify(rows.map(({ data }) => data))).not.toContain('canary');
    });

    it('arrive in order for each aggregate, with two replicas working', async () => {
      const replicas = [fixture.addReplica(url), fixture.addReplica(url)];
      const told = recorder();
      const random = seededRandom();
      for (const { bus } of replicas) {
        bus.subscribe('user.registered', 'told', async (event) => {
          await random.delay(4);
          await told.handler(event);
        });
      }
      const [first] = replicas;
      if (!first) throw new Error('there are two');
      for (const replica of replicas) replica.start();
      const users = Array.from({ length: 4 }, () => randomUUID());
      const written = await Promise.all(users.map((user) => fixture.publishMany(first, user, 12)));
      await pollUntil('all were told', () => told.events.length >= 48);
      for (const [index, user] of users.entries()) {
        const ids = told.events.filter(({ aggregateId }) => aggregateId === user).map(({ id }) => id);
        expect(ids).toEqual(written[index]);
      }
    });

    it('are redelivered to a subscriber that failed, and not to others', async () => {
      const replica = fixture.addReplica(url);
      const [steady, shaky] = [recorder(), recorder()];
      let failures = 0;
      replica.bus.subscribe('user.registered', 'steady', steady.handler);
      replica.bus.subscribe('user.registered', 'shaky', async (event) => {
        if ((failures += 1) === 1) throw new Error('not now');
        await shaky.handler(event);
      });
      replica.start();
      const id = await fixture.publish(replica, randomUUID());
      await pollUntil('it was handled', () => shaky.events.length === 1);
      expect(shaky.ids()).toEqual([id]);
      expect(steady.ids()).toEqual([id]);
    });

    it('are handled once even if they are published twice', async () => {
      const replica = fixture.addReplica(url);
      const told = recorder();
      replica.bus.subscribe('user.registered', 'told', told.handler);
      replica.start();
      const userId = randomUUID();
      const id = await fixture.publish(replica, userId);
      await pollUntil('it was told', () => told.events.length === 1);
      await fixture.prisma.outboxEvent.update({ where: { id }, data: { publishedAt: null, availableAt: new Date(0) } });
      const next = await fixture.publish(replica, userId);
      await pollUntil('the next was told', () => told.events.length > 1);
      expect(told.ids()).toEqual([id, next]);
    });

    it('let running handlers finish when the process stops', async () => {
      const replica = fixture.addReplica(url);
      const started = Promise.withResolvers<void>();
      const told = recorder();
      replica.bus.subscribe('user.registered', 'told', async (event) => {
        started.resolve();
        await takeTime(150);
        await told.handler(event);
      });
      replica.start();
      await fixture.publish(replica, randomUUID());
      await started.promise;
      await replica.stop();
      expect(told.events).toHaveLength(1);
    });
  });
}
