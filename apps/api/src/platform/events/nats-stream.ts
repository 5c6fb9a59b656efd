import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  type JetStreamManager,
  JetStreamApiCodes,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';

const nanosOf = (ms: number) => ms * 1_000_000;
const dayMs = 86_400_000;

/**
 * An unacknowledged event is delivered again after this time, such as when its process or NATS died. A handler that
 * takes longer extends it in time, see `NatsEventBus`.
 */
export const ackWaitMs = 5_000;

const unlimited = -1;

/** True if the stream was missing and has been created. Any number of replicas can call this at the same time. */
export async function ensureStream(manager: JetStreamManager, name: string, subjects: string): Promise<boolean> {
  if (await exists(() => manager.streams.info(name))) return false;
  await manager.streams.add({
    name,
    subjects: [subjects],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    max_age: nanosOf(7 * dayMs),
    max_bytes: 1_073_741_824,
    duplicate_window: nanosOf(3_600_000),
  });
  return true;
}

/**
 * The durable subscriber. It begins with the oldest event still kept, so that nothing is lost between the first event
 * and its creation; only one event is in progress at a time, which keeps them in order.
 */
export async function ensureConsumer(
  manager: JetStreamManager,
  { stream, durable, subject }: { stream: string; durable: string; subject: string },
): Promise<void> {
  if (await exists(() => manager.consumers.info(stream, durable))) {
    // Created by a release that let NATS stop delivering: an event must be delivered until it is stored somewhere.
    await manager.consumers.update(stream, durable, { max_deliver: unlimited });
    return;
  }
  await manager.consumers.add(stream, {
    durable_name: durable,
    filter_subject: subject,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanosOf(ackWaitMs),
    max_ack_pending: 1,
    // The subscriber counts attempts, and acknowledges an event that it gave up once that is stored.
    max_deliver: unlimited,
  });
}

async function exists(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    const missing: number[] = [JetStreamApiCodes.StreamNotFound, JetStreamApiCodes.ConsumerNotFound];
    if (error instanceof JetStreamApiError && missing.includes(error.code)) return false;
    throw error;
  }
}
