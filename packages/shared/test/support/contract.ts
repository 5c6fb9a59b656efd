import { z } from 'zod';
import { readEndpointGroups } from '../../endpoint-groups.ts';
import * as shared from '../../src/index.ts';
import type { EndpointSpec } from '../../src/index.ts';

/** Every endpoint of every `…Endpoints` export, by a readable name. */
export const allEndpoints = (await readEndpointGroups()).flatMap(({ name: group, endpoints }) =>
  Object.entries(endpoints).map(([name, spec]): [name: string, spec: EndpointSpec] => [
    `${group}Endpoints.${name}`,
    spec,
  ]),
);

export const endpointsWithBody = allEndpoints.flatMap(([name, spec]) =>
  spec.body instanceof z.ZodObject ? [{ name, body: spec.body }] : [],
);

const samples: Record<string, unknown> = {
  username: 'ada_lovelace',
  email: 'ada@example.org',
  password: 'correct horse battery',
  currentPassword: 'correct horse battery',
  newPassword: 'staple horse correct',
  identifier: 'ada_lovelace',
  displayName: 'Ada Lovelace',
  token: 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo',
  visibility: 'private',
  code: '123 456',
  name: 'My phone',
  reason: 'Advertises the same shop in every comment.',
  response: { id: 'QUJD', type: 'public-key' },
  role: 'MOD',
};

/** Optional fields that exclude another one of their body. */
const alternatives: [body: z.ZodType, field: string][] = [
  [shared.StepUpRequest, 'code'],
  [shared.VerifyEmailCodeRequest, 'token'],
];

/** A body that is valid for this schema, with every optional field that may stand there. A new field needs a sample above, or an example in its schema. */
export function validBody(body: z.ZodObject): Record<string, unknown> {
  const left = alternatives.flatMap(([owner, field]) => (owner === body ? [field] : []));
  const fields = Object.keys(body.shape).filter((field) => !left.includes(field));
  return Object.fromEntries(fields.map((field) => [field, sampleOf(field, body.shape[field])]));
}

/** @throws Error that says what a required field lacks */
function sampleOf(field: string, schema: unknown): unknown {
  const sample = exampleOf(schema) ?? samples[field];
  if (sample === undefined && schema instanceof z.ZodType && !schema.safeParse(undefined).success) {
    throw new Error(`The field “${field}” has no example: add .meta({ examples: […] }) to its schema`);
  }
  return sample;
}

/** The first of the examples that a field's schema gives itself by `.meta({ examples })`. */
function exampleOf(schema: unknown): unknown {
  if (!(schema instanceof z.ZodType)) return undefined;
  const examples = schema.meta()?.['examples'];
  if (Array.isArray(examples)) return (examples as unknown[])[0];
  // Of these kinds, any value is as good as another.
  if (schema instanceof z.ZodUUID) return '0197a2d0-0000-7000-8000-000000000001';
  if (schema instanceof z.ZodBoolean) return true;
  const isWrapped =
    schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault;
  return isWrapped ? exampleOf(schema.unwrap()) : undefined;
}

/** Every schema reachable from this one, itself first. */
export function schemasWithin(schema: z.core.$ZodType, seen = new Set<z.core.$ZodType>()): Set<z.core.$ZodType> {
  if (seen.has(schema)) return seen;
  seen.add(schema);
  for (const child of childrenOf(schema._zod.def)) schemasWithin(child, seen);
  return seen;
}

function childrenOf(part: unknown): z.core.$ZodType[] {
  if (part instanceof z.core.$ZodType) return [part];
  if (typeof part !== 'object' || part === null) return [];
  return Object.values(part).flatMap((value: unknown) => childrenOf(value));
}
