import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { LANGUAGES } from '@pixelboxx/shared/languages';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The arguments of a message: the type of each by name. */
type Arguments = ReadonlyMap<string, 'text' | 'number' | 'element'>;

const types = {
  text: 'string | number',
  number: 'number',
  element: '(children: readonly ReactNode[]) => ReactNode',
} as const;

const sayable: ReadonlySet<TYPE> = new Set([TYPE.literal, TYPE.argument, TYPE.pound, TYPE.tag]);

/** @throws Error if the message is not valid ICU, or has more than the arguments, plural rules and elements that `say` can format */
export function argumentsOf(message: string): Arguments {
  const found = new Map<string, 'text' | 'number' | 'element'>();
  const look = (elements: readonly MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type === TYPE.argument && !found.has(element.value)) found.set(element.value, 'text');
      if (element.type === TYPE.plural && element.pluralType === 'cardinal' && !element.offset) {
        found.set(element.value, 'number');
        for (const { value } of Object.values(element.options)) look(value);
      } else if (!sayable.has(element.type)) throw new Error(`More than can be said: “${message}”`);
      if (element.type === TYPE.tag) {
        found.set(element.value, 'element');
        look(element.children);
      }
    }
  };
  look(parse(message));
  return found;
}

/**
 * Catalogues of what contracts say. A feature adds to one by a file of its own: `notes-errors.json` has the texts of its
 * failures, `notes-fields.json` what its contract says of fields.
 */
const ofContracts = ['errors', 'fields', 'scopes', 'security-events'];
const additionOf = (file: string) => ofContracts.find((name) => file.endsWith(`-${name}`));

/** The names of the English files, without those that add to another catalogue. */
export function catalogueNames(messages: string): readonly string[] {
  return fileNames(messages).filter((file) => additionOf(file) === undefined);
}

function fileNames(messages: string): readonly string[] {
  return readdirSync(join(messages, 'en'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/** The files of a catalogue: its own, then those that add to it. */
function filesOf(messages: string, name: string): readonly string[] {
  return [name, ...fileNames(messages).filter((file) => additionOf(file) === name)];
}

/** A catalogue with one of these keys adds its text to `common`, which all pages have: labels that other pages show. */
const shared: Readonly<Record<string, (name: string) => string>> = {
  /** Of a feature's page, in the menu. */
  inMenu: (name) => `menu-${name}`,
  /** Of its page for staff, in their menu and tabs. */
  inStaffMenu: (name) => `staff-menu-${name}`,
  /** Of its action on selected images. */
  inSelection: (name) => `selection-${name}`,
};

/** What catalogues add to `common`: the key there, and where the text is. */
function sharedTexts(messages: string): readonly { key: string; name: string; own: string }[] {
  return catalogueNames(messages)
    .filter((name) => name !== 'common')
    .flatMap((name) => {
      const english = readCatalogue(messages, 'en', name);
      return Object.entries(shared)
        .filter(([own]) => own in english)
        .map(([own, keyOf]) => ({ key: keyOf(name), name, own }));
    });
}

/** A catalogue in one language, with what other files add to it. */
export function readCatalogue(messages: string, language: string, name: string): Readonly<Record<string, string>> {
  const files = filesOf(messages, name).map((file) => read(messages, language, file));
  return Object.fromEntries(files.flatMap((file) => Object.entries(file)));
}

function read(messages: string, language: string, file: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(messages, language, `${file}.json`), 'utf8')) as Record<string, string>;
}

function readEnglish(messages: string, name: string): Readonly<Record<string, string>> {
  const catalogue = readCatalogue(messages, 'en', name);
  if (name !== 'common') return catalogue;
  const added = sharedTexts(messages).map(({ key, name, own }) => [
    key,
    readCatalogue(messages, 'en', name)[own] ?? '',
  ]);
  return { ...catalogue, ...(Object.fromEntries(added) as Record<string, string>) };
}

/** The catalogues of what contracts say, in one language: browsers fetch them when they need them. */
export function contractCatalogues(messages: string, language: string): ReadonlyMap<string, string> {
  return new Map(
    ofContracts.map((name) => [`${name}.json`, `${JSON.stringify(readCatalogue(messages, language, name))}\n`]),
  );
}

/** The arguments of each message as a type: `{ gallery: { selected: { count: number } } }`. */
export function messageArguments(messages: string): string {
  const lines = catalogueNames(messages).map((name) => {
    const keys = Object.entries(readEnglish(messages, name)).map(([key, message]) => {
      const values = [...argumentsOf(message)].map(([value, type]) => `${JSON.stringify(value)}: ${types[type]}`);
      return `    ${JSON.stringify(key)}: ${values.length > 0 ? `{ ${values.join('; ')} }` : 'Record<never, never>'};\n`;
    });
    return `  ${JSON.stringify(name)}: {\n${keys.join('')}  };\n`;
  });
  return `// Written by generate.ts from the English messages.
import type { ReactNode } from 'react';

/** By catalogue and key: what a message takes in its place. */
export interface MessageArguments {
${lines.join('')}}
`;
}

/** All catalogues of all languages, for the server: browsers receive only those that a page uses. */
export function catalogueModules(messages: string): string {
  const names = catalogueNames(messages);
  const places = LANGUAGES.flatMap((language) => fileNames(messages).map((name) => ({ language, name })));
  const nameOf = (language: string, name: string) => `${language}_${name.replaceAll('-', '_')}`;
  const imports = places.map(
    ({ language, name }) => `import ${nameOf(language, name)} from '../messages/${language}/${name}.json';\n`,
  );
  const labels = sharedTexts(messages);
  const catalogueIn = (language: string, catalogue: string) => {
    const files = filesOf(messages, catalogue).map((file) => `...${nameOf(language, file)}`);
    const added = labels.map(({ key, name, own }) => `${JSON.stringify(key)}: ${nameOf(language, name)}.${own}`);
    const parts = catalogue === 'common' ? [...files, ...added] : files;
    return parts.length === 1 ? nameOf(language, catalogue) : `{ ${parts.join(', ')} }`;
  };
  const entries = LANGUAGES.map((language) => {
    const own = names.map((name) => `${JSON.stringify(name)}: ${catalogueIn(language, name)}`);
    return `  ${language}: { ${own.join(', ')} },\n`;
  });
  return `// Written by generate.ts from the folders of messages.
${imports.join('')}
export const catalogues = {
${entries.join('')}};

export type CataloguesOfEnglish = (typeof catalogues)['en'];
`;
}
