import type { Language } from '@pixelboxx/shared';
import { ar } from './ar.ts';
import type { Catalogue } from './catalogue.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';

/** The texts of emails, in each language. */
export const catalogues: Readonly<Record<Language, Catalogue>> = { en, de, fr, es, ar, ja };
