import { z } from 'zod';
import { Id, Timestamp } from './fields/fields.ts';

/*
 * What happens here that others may want to know, by subject. Ids only: who needs more asks for it, and so sees what is
 * true and allowed at that moment. Adding a field is compatible; removing or renaming one needs a new subject.
 */
export const eventSchemas = {
  'user.registered': z.object({ userId: Id }),
  /** Their public profile, such as name or avatar, may be another one. */
  'user.updated': z.object({ userId: Id }),
  /** Visitors do not see them any more, until `user.restored`. */
  'user.suspended': z.object({ userId: Id }),
  /** Likewise: they asked to leave. `user.deleted` follows after the grace. */
  'user.deletion_requested': z.object({ userId: Id }),
  /** A suspension was lifted, or they came back within the grace. Ask whether they may be seen: both can hold somebody back. */
  'user.restored': z.object({ userId: Id }),
  /** Nothing of them is left. */
  'user.deleted': z.object({ userId: Id }),
  'session.revoked': z.object({ userId: Id, sessionId: Id }),
  /** Every session that the user had at that moment. */
  'sessions.revoked': z.object({ userId: Id, all: z.literal(true) }),
  'upload.ready': z.object({ userId: Id, uploadId: Id }),
  /** Its owner changed who may see it, or what they say about it. */
  'upload.updated': z.object({ userId: Id, uploadId: Id }),
  /** The screening or a moderator let it be shown to whom its owner wants. */
  'upload.approved': z.object({ userId: Id, uploadId: Id }),
  'upload.flagged': z.object({ userId: Id, uploadId: Id }),
  /** Gone, whoever deleted it. */
  'upload.deleted': z.object({ userId: Id, uploadId: Id }),
  /** Follows the `upload.deleted` of one that a moderator removed. */
  'upload.removed': z.object({ userId: Id, uploadId: Id }),
  'album.created': z.object({ userId: Id, albumId: Id }),
  /** What it is called, who may see it, or which images are in it, and in which order. */
  'album.updated': z.object({ userId: Id, albumId: Id }),
  /** Gone; what was in it is still there. */
  'album.deleted': z.object({ userId: Id, albumId: Id }),
} as const satisfies Record<string, z.ZodObject>;

export type EventSubject = keyof typeof eventSchemas;
export type EventData<Subject extends EventSubject = EventSubject> = z.output<(typeof eventSchemas)[Subject]>;

export const eventSubjects = Object.keys(eventSchemas) as EventSubject[];

const EventHead = z.object({
  id: z.uuidv7(),
  subject: z.enum(eventSubjects),
  occurredAt: Timestamp,
  /** What it happened to; events of one aggregate arrive in the order in which they happened. */
  aggregateId: z.string().min(1).max(64),
});

export interface DomainEvent<Subject extends EventSubject = EventSubject> extends z.output<typeof EventHead> {
  readonly subject: Subject;
  readonly data: EventData<Subject>;
}

/**
 * An event as it came over a wire.
 * @throws ZodError for what is no event, or none of this release
 */
export function parseEvent(value: unknown): DomainEvent {
  const { data } = z.object({ data: z.unknown() }).parse(value);
  const head = EventHead.parse(value);
  return { ...head, data: eventSchemas[head.subject].parse(data) };
}
