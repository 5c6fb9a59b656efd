import type { Language } from '@pixelboxx/shared';
import { directionOf } from './languages.ts';

const placeholder = /\{(\w+)\}/g;

/** U+2068 and U+2069: what stands between them has a direction of its own (Unicode Bidirectional Algorithm, 2.4). */
const [isolate, end] = ['\u2068', '\u2069'];

type Texts = Readonly<Record<string, string>>;

/**
 * Puts facts where the words have `{name}`. In a language that is written from right to left each is set apart, so that a
 * name or an address in Latin letters does not tear its sentence. What was put together of words of ours, `phrases`, is not:
 * it reads in the direction of its sentence.
 * @throws TypeError for a placeholder without a fact: an email with a hole in it must not leave
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

/** Names of the placeholders in these words, sorted; a name that stands twice is there twice. */
export function placeholdersIn(words: string): string[] {
  return [...words.matchAll(placeholder)].map(([, name = '']) => name).sort();
}
