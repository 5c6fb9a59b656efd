import { securityEventTypes } from '@pixelboxx/shared';
import { fetchedWords, type Words } from './fetched-words.ts';

const fetchTranslated = fetchedWords(
  (language) => import(`@/generated/contract-texts/${language}/security-events.json`),
);

/** The sentences of security events, for pages that rarely show one and therefore do not include their catalogue. */
export async function fetchEventSentences(): Promise<Words> {
  return { ...securityEventTypes, ...(await fetchTranslated()) };
}
