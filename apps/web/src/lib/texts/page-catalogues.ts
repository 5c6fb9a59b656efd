import compile from 'icu-minify/compile';
import { catalogues } from '@/generated/catalogues.ts';
import { pseudoMessage } from './pseudo-language.ts';
import { pseudoLanguage, type ShownLanguage } from './shown-language.ts';
import type { Catalogue, Messages } from './texts.ts';

type Plain = Readonly<Record<string, Readonly<Record<string, string>>>>;

const plain = new Map<ShownLanguage, Plain>();
const compiled = new Map<string, Messages[string]>();

/** All catalogues of a language, as they are written. */
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

/** Some catalogues of a language as browsers get them: whoever reads a page needs no parser of messages. */
export function compiledCatalogues(language: ShownLanguage, names: readonly Catalogue[]): Messages {
  return Object.fromEntries(names.map((name) => [name, compiledCatalogue(language, name)]));
}

function compiledCatalogue(language: ShownLanguage, name: Catalogue): Messages[string] {
  const place = `${language} ${name}`;
  let found = compiled.get(place);
  if (!found) {
    const entries = Object.entries(cataloguesIn(language)[name] ?? {}).map(([key, message]) => [key, compile(message)]);
    // What is sent to browsers has no objects but plain ones: those of the compiler have no prototype.
    found = JSON.parse(JSON.stringify(Object.fromEntries(entries))) as Messages[string];
    compiled.set(place, found);
  }
  return found;
}
