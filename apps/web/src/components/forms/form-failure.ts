import { spokenTexts } from '@/lib/texts/browser-wording.ts';
import { isApiError } from '@/lib/api/api-failure.ts';
import { Cancelled } from '@/lib/errors/cancelled.ts';
import { UserFacingError } from '@/lib/errors/user-facing-error.ts';

/** A failed submission, sorted by where its messages are shown. */
export interface FormFailure {
  /** Message by field name. */
  fields: Record<string, string>;
  /** A message that belongs to no field of this form. */
  message: string | null;
  /** The API's error code, if it responded. */
  code: string | null;
  /** When the form may be sent again. */
  retryAfterSeconds: number | null;
}

/** Codes that concern one field although the API names none. */
const fieldOfCode: Record<string, string> = { USERNAME_TAKEN: 'username', EMAIL_TAKEN: 'email' };

/** The message for a failure of the page itself. */
function ownWords(error: unknown): string | null {
  if (error instanceof Cancelled) return null;
  return error instanceof UserFacingError ? error.message : spokenTexts('common')('unexpected');
}

/**
 * Assigns a failure to fields and form, so that every message is shown where the user can act on it. `codeFields` adds codes
 * that concern one field of this form.
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
