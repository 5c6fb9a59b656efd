import { z } from 'zod';

/** A JSON schema as this product's document writes it; other keywords are not compared. */
const Node = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
  items: z.unknown().optional(),
  additionalProperties: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
});
type Node = z.infer<typeof Node>;

/** `request`: sent by clients, so it must not accept less. `response`: read by clients, so it must not return less. */
export type Direction = 'request' | 'response';

/** Resolves `#/…` within one document. @throws Error for a dangling reference */
export function resolve(document: unknown, value: unknown): unknown {
  const reference = z.object({ $ref: z.string().startsWith('#/') }).safeParse(value);
  if (!reference.success) return value;
  let found = document;
  for (const part of reference.data.$ref.slice(2).split('/')) {
    const step = z.record(z.string(), z.unknown()).safeParse(found);
    found = step.data?.[part.replaceAll('~1', '/').replaceAll('~0', '~')];
    if (found === undefined) throw new Error(`${reference.data.$ref} leads nowhere.`);
  }
  return resolve(document, found);
}

/** Limits of values, grouped by which direction is narrower. */
const lowerBounds = ['minLength', 'minimum', 'exclusiveMinimum', 'minItems', 'minProperties'];
const upperBounds = ['maxLength', 'maximum', 'exclusiveMaximum', 'maxItems', 'maxProperties'];

/** Finds what breaks clients written for one document when the other one is served. */
export class SchemaComparison {
  /** Pairs being compared: schemas can contain themselves. */
  private readonly open = new Set<string>();
  private readonly documents: { before: unknown; after: unknown };

  constructor(before: unknown, after: unknown) {
    this.documents = { before, after };
  }

  /** The breaking differences, each as `place: what`. */
  compare(before: unknown, after: unknown, direction: Direction, place: string): string[] {
    const key = JSON.stringify([before, after, direction]);
    if (this.open.has(key)) return [];
    this.open.add(key);
    try {
      const old = Node.parse(resolve(this.documents.before, before) ?? {});
      const now = Node.parse(resolve(this.documents.after, after) ?? {});
      return this.compareNodes(old, now, direction, place);
    } finally {
      this.open.delete(key);
    }
  }

  private compareNodes(old: Node, now: Node, direction: Direction, place: string): string[] {
    const alternatives = [alternativesOf(old), alternativesOf(now)] as const;
    if (alternatives.some((list) => list !== undefined))
      return this.compareAlternatives(alternatives[0] ?? [old], alternatives[1] ?? [now], direction, place);
    const types = compareTypes(old, now, direction);
    if (types !== undefined) return [`${place}: ${types}`];
    return [
      ...compareValues(old, now, direction).map((what) => `${place}: ${what}`),
      ...this.compareProperties(old, now, direction, place),
      ...(old.items !== undefined && now.items !== undefined
        ? this.compare(old.items, now.items, direction, `${place}[]`)
        : []),
      ...(isSchema(old.additionalProperties) && isSchema(now.additionalProperties)
        ? this.compare(old.additionalProperties, now.additionalProperties, direction, `${place}.*`)
        : []),
    ];
  }

  /** Each former alternative of a request must fit a current one; each current one of a response must fit a former one. */
  private compareAlternatives(old: unknown[], now: unknown[], direction: Direction, place: string): string[] {
    const isRequest = direction === 'request';
    const [these, those] = isRequest ? [old, now] : [now, old];
    return these.flatMap((one) => {
      const tried = those.map((other) =>
        isRequest ? this.compare(one, other, direction, place) : this.compare(other, one, direction, place),
      );
      if (tried.some((breaks) => breaks.length === 0)) return [];
      const [only] = tried;
      if (tried.length === 1 && only) return only;
      return [
        `${place}: ${isRequest ? 'a form of it is no longer taken' : 'there is a form of it that was not before'}`,
      ];
    });
  }

  private compareProperties(old: Node, now: Node, direction: Direction, place: string): string[] {
    const breaks: string[] = [];
    for (const [name, schema] of Object.entries(old.properties)) {
      const inside = `${place}.${name}`;
      if (!Object.hasOwn(now.properties, name)) breaks.push(`${inside}: removed`);
      else breaks.push(...this.compare(schema, now.properties[name], direction, inside));
    }
    const newlyRequired = now.required.filter((name) => !old.required.includes(name));
    const noLonger = old.required.filter((name) => !now.required.includes(name) && Object.hasOwn(now.properties, name));
    if (direction === 'request') breaks.push(...newlyRequired.map((name) => `${place}.${name}: now required`));
    else breaks.push(...noLonger.map((name) => `${place}.${name}: may now be missing`));
    return breaks;
  }
}

const alternativesOf = (node: Node): unknown[] | undefined => node.anyOf ?? node.oneOf;
const isSchema = (value: unknown): boolean => typeof value === 'object' && value !== null;
const listOf = (type: Node['type']): string[] => (type === undefined ? [] : [type].flat());

function compareTypes(old: Node, now: Node, direction: Direction): string | undefined {
  const [before, after] = [listOf(old.type), listOf(now.type)];
  if (before.length === 0 && after.length === 0) return undefined;
  const [these, those] = direction === 'request' ? [before, after] : [after, before];
  // Without a type, every value is allowed.
  const fits = those.length === 0 || (these.length > 0 && these.every((type) => isWithin(type, those)));
  return fits ? undefined : `type ${before.join('|') || 'any'} became ${after.join('|') || 'any'}`;
}

const isWithin = (type: string, types: string[]): boolean =>
  types.includes(type) || (type === 'integer' && types.includes('number'));

function compareValues(old: Node, now: Node, direction: Direction): string[] {
  const [before, after] = [valuesOf(old), valuesOf(now)];
  // New values in a response do not break: clients must accept unknown codes (docs/releasing.md).
  if (direction === 'response')
    return before !== undefined && after === undefined ? ['may now be any value'] : changedConstant(old, now);
  const gone = after === undefined ? [] : (before?.filter((value) => !after.includes(value)) ?? ['others']);
  const breaks = gone.map((value) => `${value} is no longer taken`);
  for (const name of lowerBounds)
    if (boundOf(now, name, -Infinity) > boundOf(old, name, -Infinity)) breaks.push(`${name} is higher`);
  for (const name of upperBounds)
    if (boundOf(now, name, Infinity) < boundOf(old, name, Infinity)) breaks.push(`${name} is lower`);
  for (const name of ['pattern', 'format'])
    if (now[name] !== undefined && now[name] !== old[name]) breaks.push(`${name} is another`);
  return breaks;
}

const changedConstant = (old: Node, now: Node): string[] =>
  old.const !== undefined && now.const !== undefined && old.const !== now.const
    ? [`${JSON.stringify(old.const)} became ${JSON.stringify(now.const)}`]
    : [];

function valuesOf(node: Node): string[] | undefined {
  if (node.const !== undefined) return [JSON.stringify(node.const)];
  return node.enum?.map((value) => JSON.stringify(value));
}

const boundOf = (node: Node, name: string, none: number): number => {
  const value = node[name];
  return typeof value === 'number' ? value : none;
};
