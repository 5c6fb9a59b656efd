import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import type { Strength } from '@pixelboxx/ui';

export interface PasswordRating {
  strength: Strength;
  /** The most useful thing to change, in one sentence; empty for a strong password. */
  hint: string;
}

const hints: Record<string, string> = {
  straightRow: 'Neighbouring keys are tried first.',
  keyPattern: 'Short keyboard patterns are easy to guess.',
  simpleRepeat: 'Repeated letters like “aaa” are easy to guess.',
  extendedRepeat: 'Repeated parts like “abcabc” add little.',
  sequences: 'Sequences like “abc” or “6543” are easy to guess.',
  recentYears: 'Years are easy to guess.',
  dates: 'Dates are easy to guess.',
  topTen: 'This is one of the most used passwords.',
  topHundred: 'This is a very common password.',
  common: 'This is a common password.',
  similarToCommon: 'This is close to a common password.',
  wordByItself: 'A single word is easy to guess.',
  namesByThemselves: 'A name by itself is easy to guess.',
  commonNames: 'Common names are easy to guess.',
  userInputs: 'Leave out your username and e-mail.',
};

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

/** Rates a password by how many guesses it would take. `personal` holds what an attacker would try first. */
export function ratePassword(password: string, personal: readonly string[]): PasswordRating {
  const parts = personal.flatMap((text) => [text, ...text.split(/[@._-]/)]).filter((text) => text.length > 2);
  const { score, feedback } = estimator.check(password, ['pixelboxx', ...parts]);
  const advice = feedback.warning ? (hints[feedback.warning] ?? '') : '';
  return { strength: score, hint: advice || (score < 3 ? 'A few unrelated words make a strong password.' : '') };
}
