import { AppError } from '@pixelboxx/node-kit';

/** The one error that features throw. */
export { AppError };

/** A field-level fault found after schema validation: in the same shape as the schema's own, so that forms treat both alike. */
export function fieldError(field: string, message: string): AppError {
  return fieldErrors({ [field]: message });
}

/**
 * Several of them at once, so that a form shows everything that is wrong.
 * @param faults messages by field path, as in `details.fields`
 * @example throw fieldErrors({ title: 'You have a page of this title.', 'blocks.2': 'This image is not yours.' })
 */
export function fieldErrors(faults: Readonly<Record<string, string | readonly string[]>>): AppError {
  const fields = Object.entries(faults).map(([field, messages]): [string, string[]] => [field, [messages].flat()]);
  return new AppError('VALIDATION_ERROR', { details: { fields: Object.fromEntries(fields) } });
}
