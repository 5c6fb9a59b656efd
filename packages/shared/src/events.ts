import { z } from 'zod';
import { DeclaredSchemas } from './declared-schemas.ts';
import { Id, Timestamp } from './fields/fields.ts';

/*
 * Domain events by subject. They contain ids only (for images, the hash of their content): a subscriber that needs more asks for it, and
 * so sees what is true and allowed at that moment. Adding a field is compatible; removing or renaming one needs a new subject.
 */
export const eventSchemas = {
  'user.registered': z.object({ userId: Id }),
  /** The user's public profile, such as name or avatar, may have changed. */
  'user.updated': z.object({ userId: Id }),
  /** Visitors no longer see the user, until `user.restored`. */
  'user.suspended': z.object({ userId: Id }),
  /** Visitors no longer see the user, who asked for deletion. `user.deleted` follows after the grace. */
  'user.deletion_requested': z.object({ userId: Id }),
  /** A suspension was lifted, or the user came back within the grace. If both applied, one may still hide the user: check. */
  'user.restored': z.object({ userId: Id }),
  /** The owner says that somebody else was in the account, so recent actions in it may not be the owner's. */
  'user.compromise_reported': z.object({ userId: Id }),
  /** Nothing of the user is left. */
  'user.deleted': z.object({ userId: Id }),
  'session.revoked': z.object({ userId: Id, sessionId: Id }),
  /** Every session that the user had at that moment was ended. */
  'sessions.revoked': z.object({ userId: Id, all: z.literal(true) }),
  /** From now on a program can act for the user, within the token's scopes. */
  'token.created': z.object({ userId: Id, tokenId: Id }),
  /** The token alone was revoked. When all sessions end, all tokens end too, and only `sessions.revoked` reports it. */
  'token.revoked': z.object({ userId: Id, tokenId: Id }),
  'upload.ready': z.object({ userId: Id, uploadId: Id }),
  /** The owner changed who can see it, or its texts. */
  'upload.updated': z.object({ userId: Id, uploadId: Id }),
  /** The screening or a moderator approved it: it is shown to whom its owner wants. */
  'upload.approved': z.object({ userId: Id, uploadId: Id }),
  'upload.flagged': z.object({ userId: Id, uploadId: Id }),
  /** The upload is gone, whoever deleted it. */
  'upload.deleted': z.object({ userId: Id, uploadId: Id }),
  /** Follows the `upload.deleted` of one that a moderator removed. */
  'upload.removed': z.object({ userId: Id, uploadId: Id }),
  /**
   * No object is at the image's public URLs any more, whoever owned it; can be sent more than once for one removal.
   * Contains what the URLs consist of, because nothing may be left to look them up from.
   */
  'image.unpublished': z.object({
    contentHash: z.string().regex(/^[0-9a-f]{64}$/),
    variants: z
      .array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/))
      .min(1)
      .max(100),
  }),
} as const satisfies Record<string, z.ZodObject>;

/**
 * The events of features, declared in their contracts beside their endpoints, so that nothing here changes: with
 * `declareEvents` at run time, and with `declare module '../events.ts'` for the compiler (docs/guides/feature.md).
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- contracts in `features` add to it
export interface FeatureEvents {}

type EventCatalogue = typeof eventSchemas & FeatureEvents;
export type EventSubject = keyof EventCatalogue;
export type EventData<Subject extends EventSubject = EventSubject> = z.output<EventCatalogue[Subject]>;

const declared = new DeclaredSchemas('event', eventSchemas);

/**
 * Registers the events of a feature; runs when its contract is imported.
 * @param schemas by subject, `feature.happened`; ids only, as in `eventSchemas`
 * @throws Error for a subject that another contract has
 */
export function declareEvents<Schemas extends Readonly<Record<string, z.ZodObject>>>(schemas: Schemas): Schemas {
  return declared.declare(schemas);
}

/** The schemas by subject: those above and those of the features whose contracts were imported. */
export function declaredEvents(): ReadonlyMap<string, z.ZodObject> {
  return declared.all;
}

/** The schema of the data of an event with this subject; undefined if the subject is not known here. */
export function eventSchemaOf<Subject extends EventSubject>(subject: Subject): z.ZodType<EventData<Subject>>;
export function eventSchemaOf(subject: string): z.ZodType<EventData> | undefined;
export function eventSchemaOf(subject: string): z.ZodType | undefined {
  return declared.all.get(subject);
}

const isSubject = (subject: string): subject is EventSubject => declared.all.has(subject);

const EventHead = z.object({
  id: z.uuidv7(),
  subject: z.string().refine(isSubject),
  occurredAt: Timestamp,
  /** What the event is about; events of one aggregate arrive in the order in which they happened. */
  aggregateId: z.string().min(1).max(64),
});

export interface DomainEvent<Subject extends EventSubject = EventSubject> extends z.output<typeof EventHead> {
  readonly subject: Subject;
  readonly data: EventData<Subject>;
}

/**
 * Parses an event received over the wire.
 * @throws ZodError if the value is not an event of this release
 */
export function parseEvent(value: unknown): DomainEvent {
  const { data } = z.object({ data: z.unknown() }).parse(value);
  const head = EventHead.parse(value);
  return { ...head, data: eventSchemaOf(head.subject).parse(data) };
}
