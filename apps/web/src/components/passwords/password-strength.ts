import { spokenTexts } from '@/lib/texts/browser-wording.ts';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import type { Strength } from '@pixelboxx/ui';

export interface PasswordRating {
  strength: Strength;
  /** The most useful improvement, in one sentence; empty for a strong password. */
  hint: string;
}

/** The estimator's hints that the catalogue has texts for. */
const hints = [
  'straightRow',
  'keyPattern',
  'simpleRepeat',
  'extendedRepeat',
  'sequences',
  'recentYears',
  'dates',
  'topTen',
  'topHundred',
  'common',
  'similarToCommon',
  'wordByItself',
  'namesByThemselves',
  'commonNames',
  'userInputs',
] as const;

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

/** Rates a password by how many guesses it would take. `personal` contains what an attacker would try first. */
export function ratePassword(password: string, personal: readonly string[]): PasswordRating {
  const parts = personal.flatMap((text) => [text, ...text.split(/[@._-]/)]).filter((text) => text.length > 2);
  const { score, feedback } = estimator.check(password, ['pixelboxx', ...parts]);
  const t = spokenTexts('passwords');
  const known = hints.find((hint) => hint === feedback.warning);
  return { strength: score, hint: known ? t(known) : score < 3 ? t('fewWords') : '' };
}
