import { AppError } from '@pixelboxx/node-kit';

/** The one error that features throw. */
export { AppError };

/** A field-level fault found after the schema: the same shape as the schema's own, so that forms treat them alike. */
export function fieldError(field: string, message: string): AppError {
  return new AppError('VALIDATION_ERROR', { details: { fields: { [field]: [message] } } });
}
