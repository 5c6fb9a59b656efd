import { broadcastSchemas, declaredBroadcasts, declaredEvents, eventSchemas, LiveEvent } from '@pixelboxx/shared';
import { readEndpointGroups } from '@pixelboxx/shared/endpoint-groups';
import { z } from 'zod';
import { resolve, SchemaComparison } from '../openapi/schemas.ts';

/** JSON schemas by kind, such as `events`, and by subject, topic or type. */
export type Payloads = Record<string, Record<string, unknown>>;

const schemaOf = (schema: z.ZodType): unknown => z.toJSONSchema(schema, { io: 'output', target: 'draft-2020-12' });
const sorted = <Value>(entries: Iterable<[string, Value]>): Record<string, Value> =>
  Object.fromEntries([...entries].sort(([left], [right]) => (left < right ? -1 : 1)));

const LiveUnion = z.object({
  oneOf: z.array(z.object({ properties: z.object({ type: z.object({ const: z.string() }), data: z.unknown() }) })),
});

/** The payloads in the contracts of this tree, including those of features. */
export async function currentPayloads(): Promise<Payloads> {
  await readEndpointGroups();
  const ofAll = (schemas: ReadonlyMap<string, z.ZodType>) =>
    sorted([...schemas].map(([name, schema]): [string, unknown] => [name, schemaOf(schema)]));
  const document = schemaOf(LiveEvent);
  const live = LiveUnion.parse(resolve(document, document));
  return {
    events: ofAll(declaredEvents()),
    broadcasts: ofAll(declaredBroadcasts()),
    live: sorted(live.oneOf.map(({ properties: { type, data } }): [string, unknown] => [type.const, data])),
  };
}

/** Payloads that every installation has, and that therefore must be listed. */
export const foundationPayloads: Readonly<Record<string, readonly string[]>> = {
  events: Object.keys(eventSchemas),
  broadcasts: Object.keys(broadcastSchemas),
};

/**
 * What breaks readers or writers of payloads of `before`: the new release reads messages already sent, and unchanged
 * consumers read those of the new release. One sentence each.
 */
export function payloadBreaks(before: Payloads, after: Payloads): string[] {
  return Object.entries(before).flatMap(([kind, schemas]) =>
    Object.entries(schemas).flatMap(([name, schema]) => {
      const now = after[kind]?.[name];
      const place = `${kind} ${name}`;
      if (now === undefined) return [`${place}: removed`];
      const comparison = new SchemaComparison(schema, now);
      const found = (['response', 'request'] as const).flatMap((way) => comparison.compare(schema, now, way, place));
      return [...new Set(found)];
    }),
  );
}
