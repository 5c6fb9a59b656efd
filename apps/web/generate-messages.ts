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

/** The names of the English catalogues, from their file names. */
export function catalogueNames(messages: string): readonly string[] {
  return readdirSync(join(messages, 'en'))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/** The label of a feature's page in the menu: a catalogue with this key adds it to `common`, which all pages have. */
const inMenu = 'inMenu';
const menuKeyOf = (name: string) => `menu-${name}`;

function readEnglish(messages: string, name: string): Readonly<Record<string, string>> {
  const catalogue = JSON.parse(readFileSync(join(messages, 'en', `${name}.json`), 'utf8')) as Record<string, string>;
  if (name !== 'common') return catalogue;
  const menu = menuNames(messages).map((feature) => [menuKeyOf(feature), readEnglish(messages, feature)[inMenu] ?? '']);
  return { ...catalogue, ...(Object.fromEntries(menu) as Record<string, string>) };
}

function menuNames(messages: string): readonly string[] {
  return catalogueNames(messages).filter((name) => name !== 'common' && inMenu in readEnglish(messages, name));
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
  const places = LANGUAGES.flatMap((language) => names.map((name) => ({ language, name })));
  const nameOf = (language: string, name: string) => `${language}_${name.replaceAll('-', '_')}`;
  const imports = places.map(
    ({ language, name }) => `import ${nameOf(language, name)} from '../messages/${language}/${name}.json';\n`,
  );
  const menu = menuNames(messages);
  const catalogueIn = (language: string, name: string) => {
    if (name !== 'common' || menu.length === 0) return nameOf(language, name);
    const added = menu.map(
      (feature) => `${JSON.stringify(menuKeyOf(feature))}: ${nameOf(language, feature)}.${inMenu}`,
    );
    return `{ ...${nameOf(language, name)}, ${added.join(', ')} }`;
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
