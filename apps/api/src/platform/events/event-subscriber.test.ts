import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { GivenUp } from './dead-events/dead-events.ts';
import { maxHandlingAttempts } from './event-bus.ts';
import { subscriberOf } from './event-subscriber.ts';
import { uuidv7 } from '../identifiers.ts';
import { MemoryKeyValueStore } from '../redis/key-value/memory-key-value-store.ts';
import { logger } from '../../../test/platform/events/event-fixture.ts';

/** A subscriber that fails while `isFailing`, and a table that can be written while `isKeeping`. */
function subject() {
  const state = { isFailing: true, isKeeping: true, handled: 0 };
  const kept: GivenUp[] = [];
  const dead = {
    keep: (given: GivenUp) =>
      state.isKeeping ? Promise.resolve(void kept.push(given)) : Promise.reject(new Error('away')),
    noteFailure: () => Promise.resolve(),
    remove: () => Promise.resolve(),
  };
  const store = new MemoryKeyValueStore({ logger });
  const handler = () => {
    state.handled += 1;
    return state.isFailing ? Promise.reject(new Error(`failure ${state.handled}`)) : Promise.resolve();
  };
  const subscriber = subscriberOf('user.registered', 'shaky', handler, { store, dead, logger });
  const userId = randomUUID();
  const event = {
    id: uuidv7(),
    subject: 'user.registered' as const,
    aggregateId: userId,
    occurredAt: '2026-11-29T00:00:00.000Z',
    data: { userId },
  };
  return { state, kept, subscriber, event };
}

describe('a subscriber that cannot handle an event', () => {
  it('gives up at the tenth attempt and not earlier, with the last error', async () => {
    const { kept, subscriber, event } = subject();
    for (let attempt = 1; attempt < maxHandlingAttempts; attempt += 1) {
      expect(await subscriber.receive(event, attempt)).toBe(false);
    }
    expect(kept).toEqual([]);
    expect(await subscriber.receive(event, maxHandlingAttempts)).toBe(true);
    expect(kept).toEqual([{ event, subscriber: 'shaky', attempts: 10, failure: new Error('failure 10') }]);
  });

  it('is not called again if the bus redelivers a dead event', async () => {
    const { state, subscriber, event } = subject();
    await subscriber.receive(event, maxHandlingAttempts);
    expect(await subscriber.receive(event, 1)).toBe(true);
    expect(state.handled).toBe(1);
  });

  it('does not acknowledge an event that could not be kept, and keeps it later without handling it again', async () => {
    const { state, kept, subscriber, event } = subject();
    state.isKeeping = false;
    expect(await subscriber.receive(event, maxHandlingAttempts)).toBe(false);
    expect(await subscriber.receive(event, maxHandlingAttempts + 1)).toBe(false);
    state.isKeeping = true;
    expect(await subscriber.receive(event, maxHandlingAttempts + 2)).toBe(true);
    expect(state.handled).toBe(1);
    expect(kept).toEqual([expect.objectContaining({ failure: new Error('failure 1') })]);
  });

  it('is not called again for an event that crashed its process every time', async () => {
    const { state, kept, subscriber, event } = subject();
    expect(await subscriber.receive(event, maxHandlingAttempts + 1)).toBe(true);
    expect(state.handled).toBe(0);
    expect(kept[0]?.failure).toMatchObject({ message: expect.stringContaining('never finished') as string });
  });
});
