import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';

/**
 * Paths from the root of all files that are in the repository, or would be with the next commit.
 * @param patterns of `git ls-files`; without any, all files
 */
export function listRepositoryFiles(...patterns: string[]): string[] {
  const listed = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate', '--', ...patterns];
  return execFileSync('git', listed, { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path)));
}

/** @param path from the root */
export const readRepositoryFile = (path: string): string => readFileSync(join(root, path), 'utf8');
