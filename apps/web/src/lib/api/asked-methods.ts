import { isApiError } from './api-failure.ts';

/** What a release before `details.methods` had. */
const codes: readonly string[] = ['TOTP', 'BACKUP_CODE'];

/**
 * The ways of proving who one is that a response asks for, by this code.
 * @throws the error itself where it is about anything else
 */
export function askedMethods(error: unknown, code: 'MFA_REQUIRED' | 'STEP_UP_REQUIRED'): readonly string[] {
  if (!isApiError(error) || error.code !== code) throw error;
  return error.details.methods ?? codes;
}
