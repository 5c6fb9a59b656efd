import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listRepositoryFiles, readRepositoryFile } from '../repository-files.ts';

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

const readSources = (patterns: readonly string[]): string[] =>
  listRepositoryFiles(...patterns).filter((path) => /\.tsx?$/.test(path));

function importsOf(from: string): Import[] {
  const source = readRepositoryFile(from);
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
  it('are reported if files of each use the other', () => {
    const up = { from: 'a/b/part.ts', to: 'a/shared.ts' };
    const down = { from: 'a/whole.ts', to: 'a/b/part.ts' };
    expect(ringsIn([up, down])).toEqual(['a ↔ b']);
    expect(ringsIn([up, { ...down, from: 'a/index.ts' }])).toEqual([]);
    expect(ringsIn([up])).toEqual([]);
    expect(ringsIn([down])).toEqual([]);
  });

  it('never depend on each other in this repository: shared code has its own folder', () => {
    const sources = readSources(['apps/*/src/**', 'packages/*/src/**']).filter((path) => !/\.test\.tsx?$/.test(path));
    const imports = sources.flatMap(importsOf);
    expect(imports.length).toBeGreaterThan(3_000);
    expect(ringsIn(imports).sort()).toEqual(known);
  });
});

const apiTests = 'apps/api/test/';

/** The folders of the api's tests that one of them stands on, by name. */
function foldersUsed(imports: readonly Import[]): Map<string, Set<string>> {
  const areaOf = (path: string) => path.slice(apiTests.length).split('/')[0] ?? '';
  const used = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    if (!to.startsWith(apiTests) || areaOf(from) === areaOf(to)) continue;
    used.set(areaOf(from), (used.get(areaOf(from)) ?? new Set()).add(areaOf(to)));
  }
  return used;
}

/** The folders left when those that stand on none of the others are taken away, again and again. */
function inRings(used: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const left = new Set(used.keys());
  const isFree = (name: string) => ![...(used.get(name) ?? [])].some((other) => left.has(other));
  for (let free = [...left].filter(isFree); free.length > 0; free = [...left].filter(isFree)) {
    free.forEach((name) => left.delete(name));
  }
  return [...left].sort();
}

describe('the folders of the api’s tests', () => {
  const used = foldersUsed(readSources([`${apiTests}**`]).flatMap(importsOf));

  it('are reported if they form a cycle of any length', () => {
    const ring = new Map(
      Object.entries({ a: new Set(['b']), b: new Set(['c']), c: new Set(['a']), d: new Set(['e']) }),
    );
    expect(inRings(ring)).toEqual(['a', 'b', 'c']);
  });

  it('have no cycles: shared code is in support, which depends on none of them', () => {
    expect(used.size).toBeGreaterThan(15);
    expect(inRings(used)).toEqual([]);
    expect([...(used.get('support') ?? [])]).toEqual([]);
  });
});
