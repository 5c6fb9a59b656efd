import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../root.ts';

const maxFiles = 15;

/**
 * The root holds what tools look for there, and decisions are numbered, so that nobody searches them by folder. A language
 * has a catalogue for each feature, by the feature's name.
 */
const exceptions = /^(\.|docs\/adr|apps\/web\/src\/messages\/[\w-]+)$/;

/** Paths that are in the repository, or would be with the next commit. */
function readPaths(): string[] {
  const listed = ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const paths = execFileSync('git', listed, { cwd: root, encoding: 'utf8' }).trim().split('\n');
  return paths.filter((path) => existsSync(join(root, path)));
}

describe('folders', () => {
  it(`hold no more than ${maxFiles} files, so that one can see what is in them`, () => {
    const counts = new Map<string, number>();
    for (const path of readPaths()) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
    const tooFull = [...counts].filter(([folder, files]) => files > maxFiles && !exceptions.test(folder));
    expect(tooFull).toEqual([]);
  });
});
