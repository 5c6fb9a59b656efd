import type { Language } from '@pixelboxx/shared';
import { directionOf } from './languages.ts';

const placeholder = /\{(\w+)\}/g;

/** U+2068 and U+2069: text between them has its own direction (Unicode Bidirectional Algorithm, 2.4). */
const [isolate, end] = ['\u2068', '\u2069'];

type Texts = Readonly<Record<string, string>>;

/**
 * Replaces `{name}` by facts. In a right-to-left language each fact is isolated, so that a name or an address in Latin
 * letters does not break its sentence. `phrases`, composed of our own words, are not isolated: they follow the
 * direction of their sentence.
 * @throws TypeError for a placeholder without a fact: an incomplete email must not be sent
 */
export function fill(words: string, facts: Texts, language: Language, phrases: Texts = {}): string {
  const isRightToLeft = directionOf(language) === 'rtl';
  return words.replaceAll(placeholder, (_whole, name: string) => {
    if (Object.hasOwn(phrases, name)) return phrases[name] ?? '';
    const fact = Object.hasOwn(facts, name) ? facts[name] : undefined;
    if (fact === undefined) throw new TypeError(`An email lacks its ${name}`);
    return isRightToLeft ? `${isolate}${fact}${end}` : fact;
  });
}

/** Names of the placeholders in these words, sorted; with repetitions. */
export function placeholdersIn(words: string): string[] {
  return [...words.matchAll(placeholder)].map(([, name = '']) => name).sort();
}
