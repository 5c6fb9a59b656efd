import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listRepositoryFiles } from '../repository-files.ts';

const maxFiles = 15;

/**
 * The root holds what tools look for there, and decisions are numbered, so that nobody searches them by folder. A language
 * has a catalogue for each feature, by the feature's name.
 */
const exceptions = /^(\.|docs\/adr|apps\/web\/src\/messages\/[\w-]+)$/;

describe('folders', () => {
  it(`have no more than ${maxFiles} files, so that their content is easy to see`, () => {
    const counts = new Map<string, number>();
    for (const path of listRepositoryFiles()) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
    const tooFull = [...counts].filter(([folder, files]) => files > maxFiles && !exceptions.test(folder));
    expect(tooFull).toEqual([]);
  });
});
