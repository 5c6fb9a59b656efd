import { z } from 'zod';
import { securityEventTypes, type SecurityEventType } from './auth/security-event-types.ts';
import { Id } from './fields/fields.ts';
import { endpoint } from './http/endpoint.ts';

/**
 * What a user's open pages hear of. Ids only: a page asks for what it shows, and so shows what is true and allowed then.
 * Clients pass over types that they do not know.
 */
export const LiveEvent = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('session.ended'),
      /** Null: every session that the user had at that moment. */
      data: z.object({ sessionId: Id.nullable() }),
    }),
    z.object({ type: z.literal('upload.changed'), data: z.object({ uploadId: Id }) }),
    z.object({ type: z.literal('upload.deleted'), data: z.object({ uploadId: Id }) }),
    /** Something of what `GET /v1/auth/me` says. */
    z.object({ type: z.literal('user.changed'), data: z.object({}) }),
    z.object({
      type: z.literal('security.noticed'),
      data: z.object({ event: z.enum(Object.keys(securityEventTypes) as [SecurityEventType, ...SecurityEventType[]]) }),
    }),
  ])
  .meta({ id: 'LiveEvent' });
export type LiveEvent = z.output<typeof LiveEvent>;

export const liveEndpoints = {
  events: endpoint({
    method: 'GET',
    path: '/v1/events',
    access: 'user',
    status: 200,
    summary: 'What happens to oneself and to what one has, as it happens',
    stream: LiveEvent,
  }),
} as const;
