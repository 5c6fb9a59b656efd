import { spokenTexts } from '@/lib/texts/browser-wording.ts';
import { isApiError } from '@/lib/api/api-failure.ts';
import { Cancelled } from '@/lib/errors/cancelled.ts';
import { UserFacingError } from '@/lib/errors/user-facing-error.ts';

/** A failed submission, sorted by where a user expects to read about it. */
export interface FormFailure {
  /** Message by field name. */
  fields: Record<string, string>;
  /** What belongs to no field of this form. */
  message: string | null;
  /** The API's code, when it answered. */
  code: string | null;
  /** When the form may be sent again. */
  retryAfterSeconds: number | null;
}

/** Codes that are about one field, though the API names none. */
const fieldOfCode: Record<string, string> = { USERNAME_TAKEN: 'username', EMAIL_TAKEN: 'email' };

/** What is said about a failure of this page itself. */
function ownWords(error: unknown): string | null {
  if (error instanceof Cancelled) return null;
  return error instanceof UserFacingError ? error.message : spokenTexts('common')('unexpected');
}

/**
 * Sorts a failure into fields and form, so that every message stands where it can be acted on. `codeFields` adds codes
 * that are about one field of this form.
 */
export function formFailure(
  error: unknown,
  fieldNames: readonly string[],
  codeFields: Readonly<Record<string, string>> = {},
): FormFailure {
  if (!isApiError(error)) {
    return { fields: {}, message: ownWords(error), code: null, retryAfterSeconds: null };
  }
  const { code, details } = error;
  const field = codeFields[code] ?? fieldOfCode[code];
  if (field && fieldNames.includes(field)) {
    return { fields: { [field]: error.message }, message: null, code, retryAfterSeconds: null };
  }
  const fields: Record<string, string> = {};
  const homeless: string[] = [];
  for (const [path, messages] of Object.entries(details.fields ?? {})) {
    if (fieldNames.includes(path)) fields[path] = messages.join(' ');
    else homeless.push(...messages);
  }
  const placed = Object.keys(fields).length > 0;
  const message = homeless.length > 0 ? homeless.join(' ') : placed ? null : error.message;
  return { fields, message, code, retryAfterSeconds: details.retryAfterSeconds ?? null };
}
