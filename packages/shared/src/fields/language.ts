import { z } from 'zod';
import { LANGUAGES } from './languages.ts';

/** One of the languages of pages and emails. */
export const Language = z.enum(LANGUAGES).meta({ id: 'Language' });
export type Language = z.infer<typeof Language>;
