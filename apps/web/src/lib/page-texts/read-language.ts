import { headers } from 'next/headers';
import { cache } from 'react';
import { readSession } from '@/lib/session/read-session.ts';
import { asLanguage } from '@pixelboxx/shared';
import { languageHeader } from '../texts/language-header.ts';
import { pseudoLanguage, type ShownLanguage } from '../texts/shown-language.ts';

/** The language of the page being rendered: the account's, else the one that our server found out about the visitor. */
export const readLanguage = cache(async (): Promise<ShownLanguage> => {
  const visitor = (await headers()).get(languageHeader);
  if (visitor === pseudoLanguage) return pseudoLanguage;
  const session = await readSession();
  const account = session.status === 'signed-in' ? session.user.language : null;
  return account ?? asLanguage(visitor) ?? 'en';
});
