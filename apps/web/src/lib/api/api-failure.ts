import { spokenTexts } from '@/lib/texts/browser-wording.ts';
import { isApiError } from '@pixelboxx/api-client/errors';

export { isApiError };

/** A sentence about a failure, for the user whose wish it was. */
export function messageOf(error: unknown): string {
  return isApiError(error) ? error.message : spokenTexts('common')('somethingWrong');
}
