import compile from 'icu-minify/compile';
import { catalogues } from '@/generated/catalogues.ts';
import { pseudoMessage } from './pseudo-language.ts';
import { pseudoLanguage, type ShownLanguage } from './shown-language.ts';
import type { Catalogue, Messages } from './texts.ts';

type Plain = Readonly<Record<string, Readonly<Record<string, string>>>>;

const plain = new Map<ShownLanguage, Plain>();
const compiled = new Map<string, Messages[string]>();

/** All catalogues of a language, in source form. */
export function cataloguesIn(language: ShownLanguage): Plain {
  if (language !== pseudoLanguage) return catalogues[language];
  let found = plain.get(language);
  if (!found) plain.set(language, (found = pseudoCatalogues()));
  return found;
}

function pseudoCatalogues(): Plain {
  const strange = (messages: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(messages).map(([key, message]) => [key, pseudoMessage(message)]));
  return Object.fromEntries(Object.entries(catalogues.en).map(([name, messages]) => [name, strange(messages)]));
}

/** Some catalogues of a language in compiled form: browsers need no message parser. */
export function compiledCatalogues(language: ShownLanguage, names: readonly Catalogue[]): Messages {
  return Object.fromEntries(names.map((name) => [name, compiledCatalogue(language, name)]));
}

function compiledCatalogue(language: ShownLanguage, name: Catalogue): Messages[string] {
  const place = `${language} ${name}`;
  let found = compiled.get(place);
  if (!found) {
    const entries = Object.entries(cataloguesIn(language)[name] ?? {}).map(([key, message]) => [key, compile(message)]);
    // Only plain objects can be sent to browsers; those of the compiler have no prototype.
    found = JSON.parse(JSON.stringify(Object.fromEntries(entries))) as Messages[string];
    compiled.set(place, found);
  }
  return found;
}
