import { createHash } from 'node:crypto';
import { Id } from '@pixelboxx/shared';
import { z } from 'zod';
import type { EnqueueOptions } from '../platform/jobs/job-queue.ts';
import { defineJob } from '../platform/jobs/job-definition.ts';

/** Sends the deliveries that are due to one receiver. A slow receiver occupies only one worker. */
export const deliver = defineJob({
  name: 'webhooks.deliver',
  schema: z.strictObject({ webhookId: Id }),
  timeoutSeconds: 120,
  concurrency: 4,
});

const slotMs = 5_000;

/**
 * Options for a job that runs within five seconds after `due`. Of several requests only one job is written: its id is
 * derived from the receiver and the time.
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
