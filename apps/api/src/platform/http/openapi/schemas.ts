import { z } from 'zod';

/** JSON Schema 2020-12, the schema dialect of OpenAPI 3.1. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

export interface ParameterSchema {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
}

const definitions = '#/$defs/';
const components = '#/components/schemas/';

/**
 * Converts the contract's schemas to those of the document. Every schema with an id (`.meta({ id })`) becomes a
 * component, to which the others refer.
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
    // Wrapped, so that a schema with an id becomes a reference here too.
    const { properties, $defs = {} } = z.toJSONSchema(z.object({ schema }), {
      target: 'draft-2020-12',
      io,
      override: io === 'output' ? openPlainObject : () => undefined,
    });
    for (const [name, definition] of Object.entries($defs)) this.add(name, rewrite(definition));
    return rewrite(properties?.['schema'] ?? {});
  }

  /** @throws if a name has two meanings, as when a schema is sent and received in different shapes */
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

/** zod closes all objects that it writes; ours are closed only if the contract says `strictObject`. */
function openPlainObject({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodType; jsonSchema: JsonSchema }): void {
  const { def } = zodSchema._zod;
  if (def.type === 'object' && !('catchall' in def && def.catchall)) delete jsonSchema.additionalProperties;
}

/** Adds references into the document, and removes patterns that only repeat `format`. */
function rewrite(schema: z.core.JSONSchema._JSONSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('$ref' in value && typeof value.$ref === 'string') value.$ref = value.$ref.replace(definitions, components);
    if ('pattern' in value && 'format' in value) delete value.pattern;
    return value;
  }) as JsonSchema;
}
