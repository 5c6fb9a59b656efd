import type { FieldErrors } from '@pixelboxx/shared';
import type { z } from 'zod';
import { AppError } from '../../errors/app-error.ts';

type Issue = Pick<z.core.$ZodIssue, 'message'> & {
  path?: ReadonlyArray<PropertyKey | { key: PropertyKey }> | undefined;
  code?: string;
  keys?: string[];
  expected?: string;
};

/** Form-level messages, about no field in particular, stand under this key. */
const wholeBody = '_';

/** Most messages a reply carries: a hostile body must not make a huge answer. */
const maxFields = 50;

/** Turns what a schema refused into `details.fields`. An unknown field is named as the field that is wrong. */
function fieldErrorsOf(issues: readonly Issue[]): FieldErrors {
  const fields: FieldErrors = {};
  for (const issue of issues) {
    const path = (issue.path ?? []).map((segment) => String(typeof segment === 'object' ? segment.key : segment));
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys ?? []) add(fields, [...path, key], 'This field is not known.');
    } else {
      add(fields, path, messageOf(issue));
    }
  }
  return fields;
}

const typeNames: Record<string, string> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
};

/** The schema library speaks to developers about types; users get a sentence. */
function messageOf(issue: Issue): string {
  if (issue.code !== 'invalid_type') return issue.message;
  if (issue.message.endsWith('received undefined')) return 'This field is required.';
  return `This must be ${typeNames[issue.expected ?? ''] ?? issue.expected ?? 'of another type'}.`;
}

function add(fields: FieldErrors, path: readonly string[], message: string): void {
  const name = path.join('.').slice(0, 100) || wholeBody;
  if (Object.keys(fields).length >= maxFields && !Object.hasOwn(fields, name)) return;
  Object.defineProperty(fields, name, {
    value: [...(Object.hasOwn(fields, name) ? (fields[name] ?? []) : []), message],
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

/**
 * What a schema of the contract makes of a request's body, query or parameters.
 * @throws AppError VALIDATION_ERROR with `details.fields`
 */
export function validate<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidFields(parsed.error.issues);
}

/** VALIDATION_ERROR for what a schema refused. */
export function invalidFields(issues: readonly Issue[]): AppError {
  return new AppError('VALIDATION_ERROR', { details: { fields: fieldErrorsOf(issues) } });
}
