import { createHash } from 'node:crypto';
import { Id } from '@pixelboxx/shared';
import { z } from 'zod';
import type { EnqueueOptions } from '../platform/jobs/job-queue.ts';
import { defineJob } from '../platform/jobs/job-definition.ts';

/** Sends what is due to one receiver. A receiver that is slow holds up one worker, and the others go on. */
export const deliver = defineJob({
  name: 'webhooks.deliver',
  schema: z.strictObject({ webhookId: Id }),
  timeoutSeconds: 120,
  concurrency: 4,
});

const slotMs = 5_000;

/**
 * For a job that runs when `due` has passed, within five seconds. Of many that are asked for one is written: its id is made of the
 * receiver and the moment.
 */
export function noEarlierThan(webhookId: string, due: Date): Required<EnqueueOptions> {
  const startAfter = new Date((Math.floor(due.getTime() / slotMs) + 1) * slotMs);
  const hash = createHash('sha256').update(`${webhookId}/${startAfter.getTime()}`).digest();
  // A UUID of version 8 (RFC 9562 5.8).
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
  return { id, startAfter };
}
