import { spokenTexts } from '@/lib/texts/browser-wording.ts';
import { isApiError } from '@pixelboxx/api-client/errors';

export { isApiError };

/** The message that describes a failure to the user. */
export function messageOf(error: unknown): string {
  return isApiError(error) ? error.message : spokenTexts('common')('somethingWrong');
}
