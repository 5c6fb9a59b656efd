import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../root.ts';

/** Where each of the others has its documentation. */
const documentation: Readonly<Record<string, RegExp>> = {
  'Better Auth': /^https:\/\/better-auth\.com\/docs\//,
  Supabase: /^https:\/\/supabase\.com\/(docs|features)/,
  Logto: /^https:\/\/docs\.logto\.io\//,
  'Ory Kratos': /^https:\/\/github\.com\/ory\//,
  Appwrite: /^https:\/\/appwrite\.io\/docs\//,
  PocketBase: /^https:\/\/pocketbase\.io\/docs\//,
  Payload: /^https:\/\/payloadcms\.com\/docs\//,
};

const text = readFileSync(join(root, 'docs/compare.md'), 'utf8');

/** What a link in a cell leads to. */
interface Reference {
  readonly target: string;
  /** Of ours, the title of the test. */
  readonly title: string | undefined;
}

const references = new Map<string, Reference>(
  [...text.matchAll(/^\[(\w+)\]: (\S+)(?: ["'](.+)["'])?$/gm)].map(([, name = '', target = '', title]) => [
    name,
    { target, title },
  ]),
);

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
const [heading = [], , ...rows] = text
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map(cellsOf);

/** As titles begin that stand for rows of docs/security.md; put together, so that this file does not stand for any itself. */
const opening = '[';

/** The references of a cell, by name. */
const namesIn = (cell: string): string[] => [...cell.matchAll(/\]\[(\w+)\]/g)].map(([, name = '']) => name);

/** Whether a test of this title is in the text of a file: between the quotes of a call, perhaps behind the rows it stands for. */
function hasTest(source: string, title: string): boolean {
  const literal = title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`\\b(?:it|test|describe)\\(\\s*(['"\`])(?:\\[[^\\]]+\\] ?)*${literal}(?: @\\w+)*\\1`).test(source);
}

describe('the comparison with others', () => {
  it('has a column for each product, and a cell in each for every feature', () => {
    expect(heading).toEqual(['feature', 'Pixelboxx', ...Object.keys(documentation)]);
    expect(rows.length).toBeGreaterThan(25);
    for (const row of rows) expect(row, row[0]).toHaveLength(heading.length);
  });

  it.each(rows.map(([feature = '', ours = '']) => [feature, ours]))(
    'links a test for each statement about us: %s',
    (_, ours) => {
      const names = namesIn(ours);
      if (names.length === 0) {
        expect(ours).toMatch(/^no\b/);
        return;
      }
      for (const name of names) {
        const { target = '', title = '' } = references.get(name) ?? {};
        const file = join(root, 'docs', target);
        expect(existsSync(file), target).toBe(true);
        expect(hasTest(readFileSync(file, 'utf8'), title), `${target}: ${title}`).toBe(true);
      }
    },
  );

  it.each(Object.entries(documentation))(
    'links the documentation of %s for each statement about it',
    (name, address) => {
      const column = heading.indexOf(name);
      for (const row of rows) {
        const cell = row[column] ?? '';
        const targets = namesIn(cell).map((reference) => references.get(reference)?.target ?? '');
        if (targets.length === 0) expect(cell, row[0]).toBe('–');
        for (const target of targets) expect(target, row[0]).toMatch(address);
      }
    },
  );

  it('uses each of its references, and states when the documentation was read', () => {
    const used = new Set(rows.flatMap((row) => row.flatMap(namesIn)));
    expect([...references.keys()].filter((name) => !used.has(name))).toEqual([]);
    expect(text).toMatch(/Read on \d{1,2} \w+ 20\d\d\./);
  });

  it('detects a title that does not exist', () => {
    const source = `it('${opening}1, 2] holds', () => {}); test('ends @desktop @started', () => {}); // it holds well`;
    expect([hasTest(source, 'holds'), hasTest(source, 'ends')]).toEqual([true, true]);
    expect([hasTest(source, 'hold'), hasTest(source, 'holds well'), hasTest(source, '')]).toEqual([
      false,
      false,
      false,
    ]);
  });
});
