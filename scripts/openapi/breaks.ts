import { z } from 'zod';
import { breaksOfFormerPaths, breaksOfRemoval, breaksOfSunset, Retiring, today } from './retirement.ts';
import { resolve, SchemaComparison } from './schemas.ts';

const Body = z.looseObject({
  required: z.boolean().default(false),
  content: z.record(z.string(), z.looseObject({ schema: z.unknown() })).default({}),
});
const Parameter = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().default(false),
  schema: z.unknown(),
});
const Operation = Retiring.extend({
  parameters: z.array(z.unknown()).default([]),
  requestBody: z.unknown().optional(),
  responses: z.record(z.string(), z.unknown()).default({}),
});
type Operation = z.infer<typeof Operation>;
const Document = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

const methods = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options']);

/**
 * What breaks clients of the first OpenAPI document when the second one is served: one sentence each, sorted.
 * @param day on which it is served: deprecated operations whose sunset has come can be gone
 */
export function findBreaks(before: unknown, after: unknown, day = today()): string[] {
  const now = operationsOf(after);
  const breaks: string[] = [];
  for (const [name, operation] of operationsOf(before)) {
    const other = now.get(name);
    if (other) breaks.push(...new OperationComparison(name, before, after).compare(operation, other));
    else breaks.push(...breaksOfRemoval(name, operation, day));
    breaks.push(...breaksOfFormerPaths(name, operation, other, day));
  }
  return [...new Set(breaks)].sort();
}

function operationsOf(document: unknown): Map<string, Operation> {
  const { paths } = Document.parse(document);
  return new Map(
    Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([method]) => methods.has(method))
        .map(([method, operation]) => [`${method.toUpperCase()} ${path}`, Operation.parse(operation)] as const),
    ),
  );
}

class OperationComparison {
  private readonly schemas: SchemaComparison;
  private readonly name: string;
  private readonly before: unknown;
  private readonly after: unknown;

  constructor(name: string, before: unknown, after: unknown) {
    this.name = name;
    this.before = before;
    this.after = after;
    this.schemas = new SchemaComparison(before, after);
  }

  compare(old: Operation, now: Operation): string[] {
    return [
      ...breaksOfSunset(this.name, old, now),
      ...this.parameters(old, now),
      ...this.requests(old, now),
      ...this.responses(old, now),
    ];
  }

  private parameters(old: Operation, now: Operation): string[] {
    const read = (document: unknown, list: unknown[]) =>
      new Map(
        list
          .map((one) => Parameter.parse(resolve(document, one)))
          .map((one) => [`${one.in} ${one.name}`, one] as const),
      );
    const [before, after] = [read(this.before, old.parameters), read(this.after, now.parameters)];
    const added = [...after].filter(([key, { required }]) => required && before.get(key)?.required !== true);
    return [
      ...added.map(([key]) => `${this.name}: ${key}: now required`),
      ...[...before].flatMap(([key, parameter]) => {
        const other = after.get(key);
        if (!other) return [`${this.name}: ${key}: removed`];
        return this.schemas.compare(parameter.schema, other.schema, 'request', `${this.name}: ${key}`);
      }),
    ];
  }

  private requests(old: Operation, now: Operation): string[] {
    const before = Body.parse(resolve(this.before, old.requestBody) ?? {});
    const after = Body.parse(resolve(this.after, now.requestBody) ?? {});
    const place = `${this.name}: request`;
    if (!before.required && after.required) return [`${place}: now required`];
    return Object.entries(before.content).flatMap(([type, { schema }]) => {
      const other = after.content[type];
      return other
        ? this.schemas.compare(schema, other.schema, 'request', place)
        : [`${place}: ${type} is no longer taken`];
    });
  }

  /** Only successes: every failure has the same envelope, and a failure that no longer happens breaks nobody. */
  private responses(old: Operation, now: Operation): string[] {
    return Object.entries(old.responses)
      .filter(([status]) => status.startsWith('2'))
      .flatMap(([status, response]) => {
        const place = `${this.name}: ${status}`;
        const found = now.responses[status];
        if (found === undefined) return [`${place}: removed`];
        const before = Body.parse(resolve(this.before, response));
        const after = Body.parse(resolve(this.after, found));
        return Object.entries(before.content).flatMap(([type, { schema }]) => {
          const other = after.content[type];
          return other ? this.schemas.compare(schema, other.schema, 'response', place) : [`${place}: ${type} is gone`];
        });
      });
  }
}
