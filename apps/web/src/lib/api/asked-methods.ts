import { isApiError } from './api-failure.ts';

/** The methods that a release without `details.methods` supported. */
const codes: readonly string[] = ['TOTP', 'BACKUP_CODE'];

/**
 * The verification methods that an error response with this code accepts.
 * @throws the error itself if it has another code
 */
export function askedMethods(error: unknown, code: 'MFA_REQUIRED' | 'STEP_UP_REQUIRED'): readonly string[] {
  if (!isApiError(error) || error.code !== code) throw error;
  return error.details.methods ?? codes;
}
