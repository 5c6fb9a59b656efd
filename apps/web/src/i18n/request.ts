import { getRequestConfig } from 'next-intl/server';
import { cataloguesIn } from '@/lib/texts/page-catalogues.ts';
import { readLanguage } from '@/lib/page-texts/read-language.ts';
import { localeOf } from '@/lib/texts/shown-language.ts';

/** For components that are rendered only on the server; client components use `useTexts`. */
export default getRequestConfig(async () => {
  const language = await readLanguage();
  return { locale: localeOf(language), messages: cataloguesIn(language), timeZone: 'UTC' };
});
