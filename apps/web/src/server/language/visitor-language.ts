import type { IncomingHttpHeaders } from 'node:http';
import { languageCookie, resolveLanguage } from '@pixelboxx/shared';
import { pseudoLanguage, type ShownLanguage } from '../../lib/texts/shown-language.ts';

/**
 * The language of a visitor: the one chosen in this browser, else the one it asks for. The account's language is read when
 * pages are rendered (`read-language.ts`).
 * @param allowsPseudo whether tests may choose the pseudo-language, which reveals texts that are in no catalogue
 */
export function visitorLanguage(headers: IncomingHttpHeaders, allowsPseudo: boolean): ShownLanguage {
  const cookie = cookieOf(headers.cookie, languageCookie);
  if (allowsPseudo && cookie === pseudoLanguage) return pseudoLanguage;
  return resolveLanguage({ cookie, acceptLanguage: headers['accept-language'] });
}

function cookieOf(header: string | undefined, name: string): string | undefined {
  const found = header?.split(';').find((pair) => pair.trimStart().startsWith(`${name}=`));
  return found?.slice(found.indexOf('=') + 1).trim();
}
