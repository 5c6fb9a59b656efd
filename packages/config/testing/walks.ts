import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/** What no walk counts, whatever it does: contracts, faces, modules, generated code, tests, and what features stand on. */
const uncounted = [
  /^packages\/(?!api-client\/)/,
  /\/index\.ts$/,
  /\.module\.ts$/,
  /\/generated\//,
  /\/test\//,
  /^apps\/api\/src\/platform\//,
];

/** Paths of the files of a walk of `docs/walks.md`, in the order of reading. */
export function filesOfWalk(name: string): string[] {
  const sections = readFileSync(join(root, 'docs/walks.md'), 'utf8').split('\n## ');
  const section = sections.find((text) => text.startsWith(`${name}: `)) ?? '';
  return [...section.matchAll(/^\d+\. `(.+)`$/gm)].map(([, path = '']) => path);
}

/** Whether a file is functions only, which use nothing of ours but types: its name says what they do. */
export function isLeafHelper(path: string): boolean {
  const source = readFileSync(join(root, path), 'utf8');
  const imports = [...source.matchAll(/^import (type )?([^;]*?)from '([^']+)'/gm)];
  const usesOurs = imports.some(([, isType, names = '', from = '']) => {
    if (isType !== undefined || !/^(\.|@\/|@pixelboxx\/(?!shared))/.test(from)) return false;
    return names.replaceAll(/type \w+|[{},\s]/g, '') !== '';
  });
  return !usesOurs && !/^(export )?(abstract )?class /m.test(source);
}

/** Of the files that ran, those that a walk has to name. */
export function countedOf(executed: readonly string[]): string[] {
  return executed.filter((path) => !uncounted.some((pattern) => pattern.test(path)) && !isLeafHelper(path));
}
