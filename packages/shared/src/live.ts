import { z } from 'zod';
import { declaredSecurityEvents, type SecurityEventType } from './security-event-types.ts';
import { DeclaredSchemas } from './declared-schemas.ts';
import { Id } from './fields/fields.ts';
import { endpoint } from './http/endpoint.ts';

/*
 * Events sent to a user's open pages. They contain ids only: a page requests what it shows, and so shows what is true
 * and allowed then. Clients ignore types that they do not know.
 */
const foundationEvents = [
  z.object({
    type: z.literal('session.ended'),
    /** Null: every session that the user had at that moment. */
    data: z.object({ sessionId: Id.nullable() }),
  }),
  z.object({ type: z.literal('upload.changed'), data: z.object({ uploadId: Id }) }),
  z.object({ type: z.literal('upload.deleted'), data: z.object({ uploadId: Id }) }),
  /** Some part of the response of `GET /v1/auth/me` changed. */
  z.object({ type: z.literal('user.changed'), data: z.object({}) }),
  z.object({
    type: z.literal('security.noticed'),
    /** Lazily, since features declare some when their contracts are imported. */
    data: z.object({
      event: z.lazy(() => z.enum([...declaredSecurityEvents().keys()] as [SecurityEventType, ...SecurityEventType[]])),
    }),
  }),
] as const;

/**
 * The live events of features, declared in their contracts beside their endpoints: with `declareLiveEvents` at run
 * time, and with `declare module '../live.ts'` for the compiler (docs/guides/feature.md).
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- contracts in `features` add to it
export interface FeatureLiveEvents {}

type FeatureLiveEvent = {
  [Type in keyof FeatureLiveEvents]: { type: Type; data: z.output<FeatureLiveEvents[Type]> };
}[keyof FeatureLiveEvents];

export type LiveEvent = z.output<(typeof foundationEvents)[number]> | FeatureLiveEvent;

const foundation = Object.fromEntries(foundationEvents.map(({ shape }) => [shape.type.value, shape.data]));
const declared = new DeclaredSchemas('live event', foundation);
let isInUse = false;

/**
 * Registers the live events of a feature; runs when its contract is imported.
 * @param schemas by type, `feature.happened`; ids only
 * @throws Error for a type that another contract has, and once `LiveEvent` has been used
 */
export function declareLiveEvents<Schemas extends Readonly<Record<string, z.ZodObject>>>(schemas: Schemas): Schemas {
  const names = Object.keys(schemas).join(', ');
  if (isInUse) throw new Error(`The live events ${names} are declared after the first one was read`);
  return declared.declare(schemas);
}

/** The events above and those of the features whose contracts were imported. */
export const LiveEvent: z.ZodType<LiveEvent> = z.lazy(() => {
  isInUse = true;
  const added = [...declared.all]
    .filter(([type]) => !(type in foundation))
    .map(([type, data]) => z.object({ type: z.literal(type), data }));
  return z
    .discriminatedUnion('type', [...foundationEvents, ...added.toSorted(byType)])
    .meta({ id: 'LiveEvent' }) as z.ZodType<LiveEvent>;
});

interface OfType {
  readonly shape: { readonly type: { readonly value: string } };
}

/** Sorts, so that the document is the same in whatever order contracts were imported. */
function byType(one: OfType, other: OfType): number {
  return one.shape.type.value < other.shape.type.value ? -1 : 1;
}

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
