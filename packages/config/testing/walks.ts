import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/**
 * What features of the web stand on. Sessions are left in, as in the api, where they are a room of a feature: who follows a
 * sign-in wants to see what becomes of it.
 */
const webFoundations = [/^packages\/api-client\//, /^apps\/web\/src\/lib\/(?!session\/)/, /^apps\/web\/src\/env\.ts$/];

/** What no walk counts, whatever it does: contracts, faces, modules, generated code, tests, and what features stand on. */
const uncounted = [
  /^packages\/(?!api-client\/)/,
  /\/index\.ts$/,
  /\.module\.ts$/,
  /\/generated\//,
  /\/test\//,
  /^apps\/api\/src\/platform\//,
  ...webFoundations,
];

function sectionOf(name: string): string {
  const sections = readFileSync(join(root, 'docs/walks.md'), 'utf8').split('\n## ');
  return sections.find((text) => text.startsWith(`${name}: `)) ?? '';
}

/** Paths of the files of a walk of `docs/walks.md`, in the order of reading. */
export function filesOfWalk(name: string): string[] {
  return [...sectionOf(name).matchAll(/^\d+\. `(.+)`$/gm)].map(([, path = '']) => path);
}

/** Paths of what a walk of the web stands on, which is told and not counted. */
export function foundationsOfWalk(name: string): string[] {
  return [...sectionOf(name).matchAll(/^- `(.+)`$/gm)].map(([, path = '']) => path);
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

/** Of the files that ran, those that a walk of the web stands on. */
export function foundationsOf(executed: readonly string[]): string[] {
  return executed.filter((path) => webFoundations.some((pattern) => pattern.test(path)) && !isLeafHelper(path));
}
