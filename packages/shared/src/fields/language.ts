import { z } from 'zod';
import { LANGUAGES } from './languages.ts';

/** One of those that pages and emails are written in. */
export const Language = z.enum(LANGUAGES).meta({ id: 'Language' });
export type Language = z.infer<typeof Language>;
