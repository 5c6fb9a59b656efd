import { z } from 'zod';
import { Id } from './fields/fields.ts';

/*
 * What every running copy of the api is told at once, by topic, and may miss: see docs/events.md. Ids only. During a
 * release two versions hear each other, so adding a field takes an optional one; removing or renaming takes a new topic.
 */
export const broadcastSchemas = {
  /** Anything about them that a request needs to know: name, role, suspension, an end of all their sessions. */
  'user.changed': z.object({ userId: Id }),
  'session.changed': z.object({ sessionId: Id }),
} as const satisfies Record<string, z.ZodObject>;

export type BroadcastTopic = keyof typeof broadcastSchemas;
export type BroadcastData<Topic extends BroadcastTopic = BroadcastTopic> = z.output<(typeof broadcastSchemas)[Topic]>;
