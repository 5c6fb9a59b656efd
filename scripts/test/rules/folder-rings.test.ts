import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../root.ts';

/** What puts a folder together, for those outside or for the process: it uses everything, and nothing beside it uses it. */
const entries = /\/(index|main|run|proxy|app|app\.module|features)\.tsx?$/;

/**
 * Folders that stand on their own sub-folder, which stands on them. An endpoint names errors, events and limits, by their
 * types alone; features declare theirs by the paths of these files.
 */
const known = ['packages/shared/src ↔ http'];

interface Import {
  readonly from: string;
  readonly to: string;
}

function readSources(): string[] {
  const listed = ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate', '--'];
  const patterns = ['apps/*/src/**', 'packages/*/src/**'];
  const paths = execFileSync('git', [...listed, ...patterns], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n');
  return paths.filter((path) => /(?<!\.test)\.tsx?$/.test(path) && existsSync(join(root, path)));
}

function importsOf(from: string): Import[] {
  const source = readFileSync(join(root, from), 'utf8');
  return [...source.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+|@\/[^']+)'/g)].map(([, specifier = '']) => ({
    from,
    to: specifier.startsWith('@/') ? `apps/web/src/${specifier.slice(2)}` : normalize(join(dirname(from), specifier)),
  }));
}

/** Those from each folder to another, by `folder > other`. */
function byFolders(imports: readonly Import[]): Map<string, Import[]> {
  const found = new Map<string, Import[]>();
  for (const one of imports) {
    const folders = `${dirname(one.from)} > ${dirname(one.to)}`;
    found.set(folders, [...(found.get(folders) ?? []), one]);
  }
  return found;
}

function ringsIn(imports: readonly Import[]): string[] {
  const found = byFolders(imports);
  return [...found].flatMap(([folders, downward]) => {
    const [upper = '', lower = ''] = folders.split(' > ');
    const isRing = lower.startsWith(`${upper}/`) && found.has(`${lower} > ${upper}`);
    return isRing && downward.some(({ from }) => !entries.test(from))
      ? [`${upper} ↔ ${lower.slice(upper.length + 1)}`]
      : [];
  });
}

describe('a folder and its own sub-folder', () => {
  it('are found to need each other where a file of one uses the other, and the other way round', () => {
    const up = { from: 'a/b/part.ts', to: 'a/shared.ts' };
    const down = { from: 'a/whole.ts', to: 'a/b/part.ts' };
    expect(ringsIn([up, down])).toEqual(['a ↔ b']);
    expect(ringsIn([up, { ...down, from: 'a/index.ts' }])).toEqual([]);
    expect(ringsIn([up])).toEqual([]);
    expect(ringsIn([down])).toEqual([]);
  });

  it('do not need each other: what both use lies in a folder of its own', () => {
    const imports = readSources().flatMap(importsOf);
    expect(imports.length).toBeGreaterThan(3_000);
    expect(ringsIn(imports).sort()).toEqual(known);
  });
});
