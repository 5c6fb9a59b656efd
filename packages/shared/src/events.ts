import { z } from 'zod';
import { DeclaredSchemas } from './declared-schemas.ts';
import { Id, Timestamp } from './fields/fields.ts';

/*
 * What happens here that others may want to know, by subject. Ids only (of images, the hash of their content): who needs
 * more asks for it, and so sees what is true and allowed at that moment. Adding a field is compatible; removing or renaming one needs a new subject.
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
  /** Their owner says that somebody else was in the account: what was done with it of late was perhaps not theirs. */
  'user.compromise_reported': z.object({ userId: Id }),
  /** Nothing of them is left. */
  'user.deleted': z.object({ userId: Id }),
  'session.revoked': z.object({ userId: Id, sessionId: Id }),
  /** Every session that the user had at that moment. */
  'sessions.revoked': z.object({ userId: Id, all: z.literal(true) }),
  /** A program may act for the user from now on, as far as the token's scopes allow. */
  'token.created': z.object({ userId: Id, tokenId: Id }),
  /** Ended by itself. What ends all sessions ends all tokens, and is told by `sessions.revoked` alone. */
  'token.revoked': z.object({ userId: Id, tokenId: Id }),
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
  /**
   * No object is at the image's public addresses any more, whoever's it was; more than once for one removal. Carries what
   * the addresses are made of: nothing that could be asked for them may be left.
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
 * The events of features, whose contracts declare them beside their endpoints, and so edit nothing here: by `declareEvents`
 * for whoever runs, and by `declare module '../events.ts'` for the compiler (docs/guides/feature.md).
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- contracts in `features` add to it
export interface FeatureEvents {}

type EventCatalogue = typeof eventSchemas & FeatureEvents;
export type EventSubject = keyof EventCatalogue;
export type EventData<Subject extends EventSubject = EventSubject> = z.output<EventCatalogue[Subject]>;

const declared = new DeclaredSchemas('event', eventSchemas);

/**
 * Makes the events of a feature known to whoever imports its contract.
 * @param schemas by subject, `feature.happened`; ids only, as in `eventSchemas`
 * @throws Error for a subject that another contract has
 */
export function declareEvents<Schemas extends Readonly<Record<string, z.ZodObject>>>(schemas: Schemas): Schemas {
  return declared.declare(schemas);
}

/** The schemas by subject: those above, and those of the features whose contracts were imported. */
export function declaredEvents(): ReadonlyMap<string, z.ZodObject> {
  return declared.all;
}

/** The schema of what an event of this subject tells; undefined for none that is known here. */
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
  return { ...head, data: eventSchemaOf(head.subject).parse(data) };
}
