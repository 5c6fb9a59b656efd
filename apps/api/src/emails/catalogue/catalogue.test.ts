import { describe, expect, it } from 'vitest';
import type { Catalogue } from './catalogue.ts';
import { catalogues } from './index.ts';
import { placeholdersIn } from '../fill.ts';
import { languages } from '../../../test/emails/every-email.ts';

/** Every text of a catalogue, by its path. */
function textsOf(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as object).flatMap(([key, part]) => textsOf(part, path === '' ? key : `${path}.${key}`));
}

const english = new Map(textsOf(catalogues.en));
const translated = languages.filter((language) => language !== 'en');

/** The scripts of each language. */
const scripts: Record<keyof typeof catalogues, RegExp> = {
  en: /\p{Script=Latin}/u,
  de: /\p{Script=Latin}/u,
  fr: /\p{Script=Latin}/u,
  es: /\p{Script=Latin}/u,
  ar: /\p{Script=Arabic}/u,
  ja: /\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Han}/u,
};

/** Names of systems are the same in all languages; a frame that contains only placeholders has no words. */
const wordless = /^origin\.(systems\.|device$)|^frame\.moment$/;

describe.each(translated)('the letters in %s', (language) => {
  const texts = new Map(textsOf(catalogues[language]));

  it('have exactly the texts of the English ones', () => {
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('have placeholders in the same texts', () => {
    for (const [path, text] of texts) {
      expect([path, placeholdersIn(text)]).toEqual([path, placeholdersIn(english.get(path) ?? '')]);
    }
  });

  it('are translated, every text', () => {
    for (const [path, text] of texts) {
      if (wordless.test(path)) continue;
      expect([path, text]).not.toEqual([path, english.get(path)]);
      expect([path, scripts[language].test(text)]).toEqual([path, true]);
    }
  });
});

describe.each(languages)('the letters in %s', (language) => {
  const catalogue: Catalogue = catalogues[language];

  it('have no text that is empty, has surrounding spaces, or contains markup', () => {
    for (const [path, text] of textsOf(catalogue)) {
      expect([path, text.trim()]).toEqual([path, text]);
      expect([path, text]).not.toEqual([path, '']);
      expect([path, /[<>[\]]|&\w+;|\n/.test(text)]).toEqual([path, false]);
    }
  });

  it('have subjects that mail programs show completely', () => {
    const subjects = [...Object.values(catalogue.emails), ...Object.values(catalogue.notices)];
    for (const { subject } of subjects) expect([subject, subject.length < 60]).toEqual([subject, true]);
  });

  it('have distinct subjects', () => {
    const { emails, notices } = catalogue;
    const subjects = [...Object.values(emails), ...Object.values(notices)].map(({ subject }) => subject);
    expect(new Set(subjects).size).toBe(subjects.length);
  });
});
