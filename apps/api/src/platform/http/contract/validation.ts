import { describeIssue, type FieldErrors, unknownField } from '@pixelboxx/shared';
import { z } from 'zod';
import { AppError } from '../../errors/app-error.ts';

// The schema library writes for developers; users read these messages.
z.config({ customError: describeIssue });

type Issue = Pick<z.core.$ZodIssue, 'message'> & {
  path?: ReadonlyArray<PropertyKey | { key: PropertyKey }> | undefined;
  code?: string;
  keys?: string[];
};

/** Form-level messages, which concern no particular field, use this key. */
const wholeBody = '_';

/** The maximum of messages in a response: a hostile body must not cause a huge response. */
const maxFields = 50;

/** Converts the issues of a schema to `details.fields`. An unknown field is reported under its own name. */
function fieldErrorsOf(issues: readonly Issue[]): FieldErrors {
  const fields: FieldErrors = {};
  for (const issue of issues) {
    const path = (issue.path ?? []).map((segment) => String(typeof segment === 'object' ? segment.key : segment));
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys ?? []) add(fields, [...path, key], unknownField);
    } else {
      add(fields, path, issue.message);
    }
  }
  return fields;
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
 * Validates a request's body, query or parameters by a schema of the contract.
 * @throws AppError VALIDATION_ERROR with `details.fields`
 */
export function validate<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidFields(parsed.error.issues);
}

/** VALIDATION_ERROR for the issues of a schema. */
export function invalidFields(issues: readonly Issue[]): AppError {
  return new AppError('VALIDATION_ERROR', { details: { fields: fieldErrorsOf(issues) } });
}
