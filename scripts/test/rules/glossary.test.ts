import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { retiredWords } from '@pixelboxx/config/eslint/retired-words';
import { describe, expect, it } from 'vitest';
import { root } from '../../root.ts';

const document = readFileSync(join(root, 'docs/glossary.md'), 'utf8');
const [terms = '', retired = ''] = document.split('## Retired words');

/** The cells of each row of the tables in a text, heads and rulers among them. */
function rowsOf(text: string): string[][] {
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  return rows.map((row) => row.split(/(?<!\\)\|/).slice(1, -1)).map((cells) => cells.map((cell) => cell.trim()));
}

/** Words that belong before the one above them, or are the same. */
const misplaced = (words: readonly string[]): string[] =>
  words.filter((word, at) => at > 0 && word.localeCompare(words[at - 1] ?? '', 'en') <= 0);

describe('the glossary', () => {
  it('has two tables, one of terms and one of retired words, and no rows outside of them', () => {
    const blocks = document.split(/\n{2,}/).filter((block) => block.startsWith('|'));
    expect(blocks.map((block) => rowsOf(block)[0])).toEqual([
      ['term', 'meaning'],
      ['retired', 'instead'],
    ]);
    const columns = [...rowsOf(terms), ...rowsOf(retired)].map((cells) => cells.length);
    expect(new Set(columns)).toEqual(new Set([2]));
  });

  it('has its terms and its retired words in alphabetical order, each once', () => {
    for (const part of [terms, retired]) {
      const [, , ...rows] = rowsOf(part);
      expect(rows.length).toBeGreaterThan(5);
      expect(misplaced(rows.map(([word = '']) => word))).toEqual([]);
    }
  });

  it('lists exactly the retired words of the lint rule', () => {
    const [, , ...rows] = rowsOf(retired);
    expect(rows).toEqual(retiredWords.map(({ word, instead }) => [word, instead]));
  });

  it('uses no retired words itself', () => {
    const used = retiredWords.filter(({ word }) => new RegExp(`\\b${word}s?\\b`, 'i').test(terms));
    expect(used.map(({ word }) => word)).toEqual([]);
  });
});
