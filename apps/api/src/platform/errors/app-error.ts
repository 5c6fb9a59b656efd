import { AppError } from '@pixelboxx/node-kit';

/** The one error that features throw. */
export { AppError };

/** A field-level fault found after the schema: the same shape as the schema's own, so that forms treat them alike. */
export function fieldError(field: string, message: string): AppError {
  return fieldErrors({ [field]: message });
}

/**
 * Several of them at once, so that a form shows all that is wrong.
 * @param faults messages by field path, as `details.fields` has them
 * @example throw fieldErrors({ title: 'You have a page of this title.', 'blocks.2': 'This image is not yours.' })
 */
export function fieldErrors(faults: Readonly<Record<string, string | readonly string[]>>): AppError {
  const fields = Object.entries(faults).map(([field, messages]): [string, string[]] => [field, [messages].flat()]);
  return new AppError('VALIDATION_ERROR', { details: { fields: Object.fromEntries(fields) } });
}
