import { createFormatter, createTranslator } from 'next-intl';
import { catalogues } from '@/generated/catalogues.ts';

/** As `next-intl/server` has it, which needs a request that Next renders. */
export const getTranslations = (namespace: keyof (typeof catalogues)['en']) =>
  Promise.resolve(createTranslator({ locale: 'en', messages: catalogues.en, namespace }));

export const getFormatter = () => Promise.resolve(createFormatter({ locale: 'en', timeZone: 'UTC' }));
