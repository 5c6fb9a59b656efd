import { parse } from 'secure-json-parse';
import { isNestedDeeper } from '@pixelboxx/node-kit';
import type { z } from 'zod';
import { AppError } from '../../platform/errors/app-error.ts';
import { validate } from '../../platform/http/contract/validation.ts';

/** More nesting than any sender uses. */
const maxDepth = 32;

/** @throws AppError MALFORMED_JSON, VALIDATION_ERROR */
export function readJson<Schema extends z.ZodType>(text: string, schema: Schema): z.output<Schema> {
  if (isNestedDeeper(text, maxDepth)) throw new AppError('MALFORMED_JSON');
  let value: unknown;
  try {
    value = parse(text, null, { protoAction: 'error', constructorAction: 'error' });
  } catch (cause) {
    throw new AppError('MALFORMED_JSON', { cause });
  }
  return validate(schema, value);
}
