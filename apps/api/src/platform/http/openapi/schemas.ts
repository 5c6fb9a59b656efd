import { z } from 'zod';

/** JSON Schema 2020-12, which is what OpenAPI 3.1 means by a schema. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

export interface ParameterSchema {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
}

const definitions = '#/$defs/';
const components = '#/components/schemas/';

/**
 * Turns the contract's schemas into those of the document. Every schema with an id of its own (`.meta({ id })`) becomes
 * a component, which the others refer to.
 */
export class SchemaRegistry {
  private readonly found = new Map<string, JsonSchema>();

  /** The components collected so far, by name. */
  get components(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.found].sort(([left], [right]) => (left < right ? -1 : 1)));
  }

  /** What a client may send. */
  input(schema: z.ZodType): JsonSchema {
    return this.convert(schema, 'input');
  }

  /** What a client receives. Not closed: a later release may add fields. */
  output(schema: z.ZodType): JsonSchema {
    return this.convert(schema, 'output');
  }

  /** The properties of an object in a path, a query or a form. */
  parameters(schema: z.ZodObject): ParameterSchema[] {
    return Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, property]) => ({
      name,
      required: !z.object({ property }).safeParse({}).success,
      schema: this.input(property),
    }));
  }

  private convert(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    // Wrapped, so that a schema with an id is a reference here as everywhere else.
    const { properties, $defs = {} } = z.toJSONSchema(z.object({ schema }), {
      target: 'draft-2020-12',
      io,
      override: io === 'output' ? openPlainObject : () => undefined,
    });
    for (const [name, definition] of Object.entries($defs)) this.add(name, rewrite(definition));
    return rewrite(properties?.['schema'] ?? {});
  }

  /** @throws when a name means two things, as with a schema that is sent and received in different shapes */
  private add(name: string, definition: JsonSchema): void {
    const schema = { ...definition };
    delete schema.id;
    const known = this.found.get(name);
    if (known && JSON.stringify(known) !== JSON.stringify(schema)) {
      throw new Error(`The schema ${name} is sent and received in different shapes. Give the two different ids.`);
    }
    this.found.set(name, schema);
  }
}

/** zod closes objects that it writes; ours are closed only where the contract says `strictObject`. */
function openPlainObject({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodType; jsonSchema: JsonSchema }): void {
  const { def } = zodSchema._zod;
  if (def.type === 'object' && !('catchall' in def && def.catchall)) delete jsonSchema.additionalProperties;
}

/** References into the document, and no patterns that only repeat what `format` says. */
function rewrite(schema: z.core.JSONSchema._JSONSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('$ref' in value && typeof value.$ref === 'string') value.$ref = value.$ref.replace(definitions, components);
    if ('pattern' in value && 'format' in value) delete value.pattern;
    return value;
  }) as JsonSchema;
}
