import { z } from 'zod';
import { DeclaredSchemas } from './declared-schemas.ts';
import { Id } from './fields/fields.ts';

/*
 * Broadcasts: notices to all running copies of the api, by topic; a copy can miss one (docs/guides/events.md). Ids
 * only. During a release two versions hear each other: add fields as optional ones; to remove or rename one, use a new
 * topic.
 */
export const broadcastSchemas = {
  /** Anything about the user that a request needs to know: name, role, suspension, the end of all their sessions. */
  'user.changed': z.object({ userId: Id }),
  'session.changed': z.object({ sessionId: Id }),
  /** A personal access token, by its SHA-256: the sender knows only this digest. */
  'personal-token.changed': z.object({ digest: z.string().regex(/^[0-9a-f]{64}$/) }),
  /** A setting that administrators change while the service runs, by its name. */
  'setting.changed': z.object({ name: z.enum(['proof-mode']) }),
} as const satisfies Record<string, z.ZodObject>;

/**
 * The broadcasts of features, declared beside their endpoints: with `declareBroadcasts` at run time, and with
 * `declare module '../broadcasts.ts'` for the compiler (docs/guides/feature.md).
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- contracts in `features` add to it
export interface FeatureBroadcasts {}

type BroadcastCatalogue = typeof broadcastSchemas & FeatureBroadcasts;
export type BroadcastTopic = keyof BroadcastCatalogue;
export type BroadcastData<Topic extends BroadcastTopic = BroadcastTopic> = z.output<BroadcastCatalogue[Topic]>;

const declared = new DeclaredSchemas('broadcast', broadcastSchemas);

/**
 * Registers the broadcasts of a feature; runs when its contract is imported.
 * @param schemas by topic, `feature.happened`; ids only, as above
 * @throws Error for a topic that another contract has
 */
export function declareBroadcasts<Schemas extends Readonly<Record<string, z.ZodObject>>>(schemas: Schemas): Schemas {
  return declared.declare(schemas);
}

/** The schemas by topic: those above and those of the features whose contracts were imported. */
export function declaredBroadcasts(): ReadonlyMap<string, z.ZodObject> {
  return declared.all;
}

/** @throws Error for a topic whose contract was not imported */
export function broadcastSchemaOf<Topic extends BroadcastTopic>(topic: Topic): z.ZodType<BroadcastData<Topic>>;
export function broadcastSchemaOf(topic: string): z.ZodType {
  const schema = declared.all.get(topic);
  if (!schema) throw new Error(`No contract declares the broadcast ${topic}`);
  return schema;
}
