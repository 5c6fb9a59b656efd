import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { declaredErrors, declaredScopes, declaredSecurityEvents, LANGUAGES } from '@pixelboxx/shared';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { argumentsOf, readCatalogue } from '../../generate-messages.ts';
import { localeOf } from '@/lib/texts/shown-language.ts';

const folder = join(import.meta.dirname, '../../src/messages');
const shared = join(import.meta.dirname, '../../../../packages/shared/src');
const filesOf = (language: string) => readdirSync(join(folder, language)).sort();
const read = (language: string, file: string) =>
  JSON.parse(readFileSync(join(folder, language, file), 'utf8')) as Record<string, string>;

/** What contracts say to programs: no page has these fields. */
const saidToPrograms: ReadonlySet<string> = new Set([
  'Say which program asks.',
  'Send either the e-mail and the code, or the token of the link.',
  'Send either the password or a code.',
  'This is not the name of a provider.',
  'This variant is not known.',
]);

/** The English texts of what contracts say, with those that features add. */
const ofContracts = (name: string) => readCatalogue(folder, 'en', name);

/** What they declare is known once they were imported. */
beforeAll(async () => {
  const contracts = readdirSync(join(shared, 'features')).filter((file) => file.endsWith('.ts'));
  for (const file of contracts) await import(join(shared, 'features', file));
});

/** What the contracts say of fields: the sentences that their sources name as such. */
function fieldSentences(): readonly string[] {
  return readdirSync(shared, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .flatMap((source) => [...source.matchAll(/\b(?:empty|error): (?:'([^']+)'|"([^"]+)")/g)])
    .map(([, single, double]) => single ?? double ?? '');
}

/** The plural rules of a message, wherever they stand in it. */
function pluralsOf(elements: readonly MessageFormatElement[]): string[][] {
  return elements.flatMap((element) => {
    if (element.type === TYPE.tag) return pluralsOf(element.children);
    if (element.type !== TYPE.plural && element.type !== TYPE.select) return [];
    const inner = Object.values(element.options).flatMap(({ value }) => pluralsOf(value));
    return element.type === TYPE.plural ? [Object.keys(element.options), ...inner] : inner;
  });
}

interface Said {
  readonly words: ReadonlySet<string>;
  /** Of names that are put together: `${mode}Within`. */
  readonly endings: readonly string[];
}
let said: Said | undefined;

/** What may be the name of a message in the sources of pages, and in contracts: codes of errors, types of events. */
function readSaid(): Said {
  if (said) return said;
  const root = join(folder, '../../../..');
  const sources = ['apps/web/src', 'packages/ui/src', 'packages/shared/src'].flatMap((path) =>
    readdirSync(join(root, path), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.endsWith('/generated'))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
  );
  return (said = {
    words: new Set(sources.flatMap((source) => source.match(/\w+/g) ?? [])),
    endings: sources.flatMap((source) =>
      [...source.matchAll(/t\(`\$\{[^}`]*\}(\w+)`/g)].map(([, ending = '']) => ending),
    ),
  });
}

const others = LANGUAGES.filter((language) => language !== 'en');
const everywhere = LANGUAGES.flatMap((language) => filesOf('en').map((file) => [language, file] as const));

describe('the catalogues of messages', () => {
  it('are the same files in each language', () => {
    for (const language of others) expect(filesOf(language), language).toEqual(filesOf('en'));
    expect(readdirSync(folder).sort()).toEqual([...LANGUAGES].sort());
  });

  it.each(everywhere)('in %s have exactly the messages of %s, with the same arguments', (language, file) => {
    const english = read('en', file);
    const own = read(language, file);
    expect(Object.keys(own)).toEqual(Object.keys(english));
    for (const [key, message] of Object.entries(own)) {
      expect(message.trim(), key).not.toBe('');
      expect(
        [...argumentsOf(message)].sort(([one], [other]) => (one < other ? -1 : 1)),
        `${language} ${file} ${key}`,
      ).toEqual([...argumentsOf(english[key] ?? '')].sort(([one], [other]) => (one < other ? -1 : 1)));
    }
  });

  it.each(filesOf('en'))('have no unused message in %s', (file) => {
    const { words, endings } = readSaid();
    const isSaid = (key: string) => words.has(key) || endings.some((ending) => key.endsWith(ending));
    // Sentences are the keys of those that contracts write.
    const names = Object.keys(read('en', file)).filter((key) => /^\w+$/.test(key));
    expect(names.filter((key) => !isSaid(key))).toEqual([]);
  });

  it.each(everywhere)('in %s have all plural forms for %s', (language, file) => {
    const categories = new Intl.PluralRules(localeOf(language)).resolvedOptions().pluralCategories;
    for (const [key, message] of Object.entries(read(language, file))) {
      for (const options of pluralsOf(parse(message))) {
        expect(options, `${language} ${file} ${key}`).toContain('other');
        const known = options.filter((option) => !option.startsWith('='));
        // One form for all numbers is whole where no word depends on them.
        if (known.length > 1) expect(known, `${language} ${file} ${key}`).toEqual(expect.arrayContaining(categories));
        for (const option of known) expect(categories, `${language} ${file} ${key}`).toContain(option);
      }
    }
  });

  it.each(others)('are translated into %s: texts that equal the English ones are few and short', (language) => {
    const same = filesOf('en').flatMap((file) => {
      const own = read(language, file);
      return Object.entries(read('en', file)).filter(([key, message]) => own[key] === message && /\s/.test(message));
    });
    // Names, and what consists of its arguments.
    expect(same.filter(([, message]) => /[a-z]{3,} [a-z]{3,}/.test(message.replaceAll(/\{[^{}]*\}/g, '')))).toEqual([]);
  });

  it('never use the straight apostrophe, which quotes in ICU messages', () => {
    for (const [language, file] of everywhere) {
      for (const [key, message] of Object.entries(read(language, file))) {
        expect(message, `${language} ${file} ${key}`).not.toContain("'");
      }
    }
  });

  it('have a message for every failure of the API, in English the API’s own', () => {
    const english = ofContracts('errors');
    for (const [code, { message }] of declaredErrors()) expect(english[code], code).toBe(message);
  });

  it('have a sentence for every security event and every scope, in English that of the contracts', () => {
    expect(ofContracts('security-events')).toEqual(Object.fromEntries(declaredSecurityEvents()));
    expect(ofContracts('scopes')).toEqual(Object.fromEntries(declaredScopes()));
  });

  it('have the field errors of the contracts, keyed by their English text', () => {
    const english = ofContracts('fields');
    expect(english).toEqual(Object.fromEntries(Object.keys(english).map((sentence) => [sentence, `${sentence}.`])));
    const missing = fieldSentences().filter((sentence) => english[sentence.replace(/\.$/, '')] === undefined);
    expect([...new Set(missing)].sort()).toEqual([...saidToPrograms].sort());
  });

  it('say each text of a contract in one file: what a feature adds, the foundation does not have', () => {
    for (const name of ['errors', 'fields', 'scopes', 'security-events']) {
      const added = filesOf('en').filter((file) => file.endsWith(`-${name}.json`) && file !== `${name}.json`);
      const keys = [`${name}.json`, ...added].flatMap((file) => Object.keys(read('en', file)));
      expect(new Set(keys).size, name).toBe(keys.length);
    }
  });
});
