import { suppressionReason } from './reasons.ts';
import { noRetiredWords } from './retired-words.ts';
import { noNaps, seededRandomness } from './test-timing.ts';
import { translatableText } from './translatable-text.ts';

const plugin = {
  meta: { name: 'pixelboxx' },
  rules: {
    'suppression-reason': suppressionReason,
    'retired-words': noRetiredWords,
    'translatable-text': translatableText,
    'no-naps': noNaps,
    'seeded-randomness': seededRandomness,
  },
};

/** This repository's own rules. Their types are hidden, because ESLint and typescript-eslint describe rules differently. */
export const pixelboxx: { meta: { name: string } } = plugin;
