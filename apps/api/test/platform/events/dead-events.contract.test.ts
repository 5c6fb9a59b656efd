import { pollUntil, takeTime } from '@pixelboxx/config/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { DomainEvent } from '@pixelboxx/shared';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PermanentEventError } from '../../../src/platform/events/event-bus.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { type LocalService } from '../../support/network/local-service.ts';
import { EventFixture, recorder, type Replica } from './event-fixture.ts';
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

const refuse = () => Promise.reject(new PermanentEventError('The CDN answered 403'));

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.stop());

for (const { kind, onNats, skip } of kinds) {
  describe.skipIf(skip)(`dead events ${kind}${skip ? ` (${skip})` : ''}`, () => {
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
    afterEach(async () => {
      vi.restoreAllMocks();
      await fixture.close();
    });

    const rows = () => fixture.prisma.deadEvent.findMany();

    /** Publishes one that `subscriber` cannot handle, and hands it back once it is dead. */
    async function dead(replica: Replica, subscriber: string): Promise<DomainEvent> {
      const userId = randomUUID();
      const id = await fixture.publish(replica, userId);
      await pollUntil('it is dead', async () => (await rows()).some(({ eventId }) => eventId === id));
      const row = await fixture.prisma.deadEvent.findFirstOrThrow({ where: { eventId: id, subscriber } });
      const { aggregateId, occurredAt } = row;
      return { id, subject: 'user.registered', aggregateId, occurredAt: occurredAt.toISOString(), data: { userId } };
    }

    it('are kept immediately if a retry cannot help, and the next event is delivered', async () => {
      const replica = fixture.addReplica(url);
      const [told, next] = [recorder(), recorder()];
      replica.bus.subscribe('user.registered', 'told', told.handler);
      replica.bus.subscribe('user.registered', 'refusing', (event) =>
        event.id === first ? refuse() : next.handler(event),
      );
      const userId = randomUUID();
      const first = await fixture.publish(replica, userId);
      const second = await fixture.publish(replica, userId);
      replica.start();
      await pollUntil('the next was handled', () => next.events.length === 1);
      expect(next.ids()).toEqual([second]);
      await pollUntil('the other was told of both', () => told.events.length === 2);
      expect(await rows()).toEqual([
        expect.objectContaining({
          eventId: first,
          subject: 'user.registered',
          subscriber: 'refusing',
          aggregateId: userId,
          data: { userId },
          userId: null,
          attempts: 1,
          lastError: 'PermanentEventError: The CDN answered 403',
        }),
      ]);
    });

    it('are redelivered until they can be kept, if the database is unavailable', async () => {
      const replica = fixture.addReplica(url);
      const keep = vi.spyOn(fixture.dead, 'keep').mockRejectedValueOnce(new Error('The database is away'));
      replica.bus.subscribe('user.registered', 'refusing', refuse);
      replica.start();
      await dead(replica, 'refusing');
      expect(keep.mock.calls.length).toBeGreaterThan(1);
    });

    it('are retried by one process that has the subscriber, and by no other subscriber', async () => {
      const replicas = [fixture.addReplica(url), ...(onNats ? [fixture.addReplica(url)] : [])];
      const [told, handled] = [recorder(), recorder()];
      let isMended = false;
      for (const { bus } of replicas) {
        bus.subscribe('user.registered', 'told', told.handler);
        bus.subscribe('user.registered', 'shaky', (event) => (isMended ? handled.handler(event) : refuse()));
      }
      const [first] = replicas;
      if (!first) throw new Error('there is one');
      for (const replica of replicas) replica.start();
      const event = await dead(first, 'shaky');
      await pollUntil('the other was told', () => told.events.length === 1);

      expect(await first.bus.retry(event, 'shaky')).toBe('failed');
      expect(await rows()).toEqual([expect.objectContaining({ eventId: event.id, attempts: 2 })]);

      isMended = true;
      expect(await first.bus.retry(event, 'shaky')).toBe('handled');
      expect(await rows()).toEqual([]);
      expect(handled.events).toEqual([event]);
      expect(told.ids()).toEqual([event.id]);
    });

    it('cannot be retried if no process has the subscriber', async () => {
      const replica = fixture.addReplica(url);
      replica.bus.subscribe('user.registered', 'refusing', refuse);
      replica.start();
      const event = await dead(replica, 'refusing');
      expect(await replica.bus.retry(event, 'taken-out')).toBe('unknown');
    });

    it('finish a running retry when the process stops', async () => {
      const replica = fixture.addReplica(url);
      const started = Promise.withResolvers<void>();
      let isMended = false;
      replica.bus.subscribe('user.registered', 'slow', async () => {
        if (!isMended) return refuse();
        started.resolve();
        await takeTime(150);
      });
      replica.start();
      const event = await dead(replica, 'slow');
      isMended = true;
      const outcome = replica.bus.retry(event, 'slow').catch(() => 'cut off');
      await started.promise;
      await replica.stop();
      expect(await rows()).toEqual([]);
      await outcome;
      await expect(replica.bus.retry(event, 'slow')).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    });

    it.skipIf(!onNats)('are redelivered without limit also to subscribers created by an older release', async () => {
      const connection = await connect({ servers: url ?? '' });
      const manager = await jetstreamManager(connection);
      const replica = fixture.addReplica(url);
      await pollUntil('the stream is there', () => replica.bus.isUp());
      const durable = 'of-before';
      const subject = `${fixture.streamName.toLowerCase()}.user.registered`;
      await manager.consumers.add(fixture.streamName, {
        durable_name: durable,
        filter_subject: subject,
        ack_policy: 'explicit',
        max_ack_pending: 1,
        max_deliver: 11,
      });
      const told = recorder();
      replica.bus.subscribe('user.registered', durable, told.handler);
      replica.start();
      await fixture.publish(replica, randomUUID());
      await pollUntil('it was told', () => told.events.length === 1);
      expect((await manager.consumers.info(fixture.streamName, durable)).config.max_deliver).toBe(-1);
      await connection.close();
    });
  });
}
