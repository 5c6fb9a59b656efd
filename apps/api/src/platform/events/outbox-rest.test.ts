import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EventBus } from './event-bus.ts';
import { OutboxRelay } from './outbox-relay.ts';
import type { ClaimedEvent, OutboxStore } from './outbox-store.ts';
import { logger } from '../../../test/platform/events/event-fixture.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A relay with this outbox, which is empty unless given, and every statement it has sent. */
function atRest(outbox: ClaimedEvent[] = []) {
  const sent: string[] = [];
  const giving = <T>(name: string, value: T) =>
    vi.fn(() => {
      sent.push(name);
      return Promise.resolve(value);
    });
  const store = {
    claim: vi.fn(() => {
      sent.push('look');
      return Promise.resolve(outbox.splice(0));
    }),
    markPublished: giving('mark', false),
    purge: giving('purge', undefined),
  };
  const bus = { listen: vi.fn(), isUp: () => true, publish: () => Promise.resolve() };
  const relay = new OutboxRelay(
    store as Partial<OutboxStore> as OutboxStore,
    bus as Partial<EventBus> as EventBus,
    logger,
  );
  relay.start();
  return { relay, sent };
}

it('an idle outbox is polled once a minute, and old rows are removed every ten minutes', async () => {
  const { relay, sent } = atRest();
  await vi.advanceTimersByTimeAsync(90_000);
  sent.length = 0;
  await vi.advanceTimersByTimeAsync(600_000);
  expect(sent.filter((name) => name === 'look')).toHaveLength(10);
  expect(sent.filter((name) => name === 'purge')).toHaveLength(1);
  await relay.stop();
});

it('a notified outbox is polled immediately, and returns to its interval if that found nothing', async () => {
  const { relay, sent } = atRest();
  await vi.advanceTimersByTimeAsync(150_000);
  sent.length = 0;
  relay.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(sent.filter((name) => name === 'look')).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(59_000);
  expect(sent.filter((name) => name === 'look')).toHaveLength(1);
  await relay.stop();
});

it('events written soon after others are claimed together, and none has to wait for longer than that', async () => {
  const outbox: ClaimedEvent[] = [];
  const { relay, sent } = atRest(outbox);
  await vi.advanceTimersByTimeAsync(150_000);
  sent.length = 0;
  const write = () => {
    const id = String(sent.length + outbox.length);
    outbox.push({ id, attempts: 0, event: null, aggregateId: id, traceParent: null });
    relay.wake();
  };
  write();
  await vi.advanceTimersByTimeAsync(0);
  const looks = () => sent.filter((name) => name === 'look').length;
  expect(looks()).toBe(1);
  for (let event = 0; event < 5; event += 1) {
    await vi.advanceTimersByTimeAsync(4);
    write();
  }
  expect(looks()).toBe(1);
  await vi.advanceTimersByTimeAsync(5);
  expect(looks()).toBe(2);
  expect(outbox).toEqual([]);
  await relay.stop();
});
