import { platformNames } from '@pixelboxx/shared/reserved-names';
import { UsageError } from '../cli-error.ts';

/** A feature's name in every spelling that its files need. */
export interface FeatureName {
  /** `guest-books`: folders, URLs. */
  readonly kebab: string;
  /** `guest_books`: the table, the migration. */
  readonly snake: string;
  /** `GuestBooks`: the module. */
  readonly pascal: string;
  /** The singular: `GuestBook`, for the model and the schemas. */
  readonly singularPascal: string;
  /** `guestBook`: the group of endpoints, `guestBookEndpoints`. */
  readonly singularCamel: string;
  /** Replacements for the templates, longest first. */
  readonly replacements: readonly (readonly [placeholder: string, spelling: string])[];
}

const maxLength = 40;
/** A variable cannot have these names (ECMA-262, 12.7.2), or would shadow names that the templates use. */
const words =
  'arguments await break case catch class const continue debugger default delete else enum eval export extends false ' +
  'finally for function if implements import in instanceof interface let new null package private protected public ' +
  'return static super switch this throw true try type typeof undefined var void while with yield ' +
  'app archive body client cursor data endpoint id item list owner page row text title user';
const unusable = new Set(words.split(' '));

/**
 * The spellings of a name. The name is the plural of what the feature holds, in kebab-case. Three rules make the
 * singular: `-ies` becomes `-y`; `-es` after s, x, z, ch and sh is dropped; otherwise `-s` is dropped.
 * @throws UsageError if the name is invalid
 */
export function featureNameOf(kebab: string): FeatureName {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(kebab)) {
    throw new UsageError(`A feature is named in kebab-case, such as notes or guest-books: \`${kebab}\` is not.`);
  }
  if (!/[^s]s$/.test(kebab)) {
    throw new UsageError(`A feature is named by the plural of what it holds, such as notes: \`${kebab}\` is none.`);
  }
  if (kebab.length > maxLength) throw new UsageError(`A feature's name has at most ${maxLength} characters.`);
  const singular = singularOf(kebab);
  const singularCamel = camelOf(singular);
  if (platformNames.includes(kebab) || unusable.has(singularCamel)) {
    throw new UsageError(`\`${kebab}\` is reserved. Choose another name.`);
  }
  return { ...spellingsOf(kebab, singular), singularCamel, replacements: replacementsOf(kebab, singular) };
}

function singularOf(plural: string): string {
  if (plural.endsWith('ies')) return `${plural.slice(0, -3)}y`;
  return plural.replace(/(?<=s|x|z|ch|sh)es$|s$/, '');
}

const camelOf = (kebab: string): string => kebab.replace(/-(\w)/g, (_, initial: string) => initial.toUpperCase());
const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const wordsOf = (kebab: string): string => kebab.replaceAll('-', ' ');

function spellingsOf(kebab: string, singular: string) {
  return {
    kebab,
    snake: kebab.replaceAll('-', '_'),
    pascal: capitalized(camelOf(kebab)),
    singularPascal: capitalized(camelOf(singular)),
  };
}

/** Two words, so that every spelling of the placeholder differs. */
const placeholder = { plural: 'sample-items', singular: 'sample-item' };

function replacementsOf(plural: string, singular: string): FeatureName['replacements'] {
  const spellings = [
    (kebab: string) => kebab,
    (kebab: string) => kebab.replaceAll('-', '_'),
    camelOf,
    (kebab: string) => capitalized(camelOf(kebab)),
    wordsOf,
    (kebab: string) => capitalized(wordsOf(kebab)),
  ];
  const pairs = [
    [placeholder.plural, plural],
    [placeholder.singular, singular],
  ] as const;
  return pairs.flatMap(([from, to]) => spellings.map((spell) => [spell(from), spell(to)] as const));
}

/** Applies a feature's name to the text or path of a template. */
export function rename(text: string, { replacements }: FeatureName): string {
  return replacements.reduce((renamed, [from, to]) => renamed.replaceAll(from, to), text);
}
