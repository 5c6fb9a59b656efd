import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/**
 * The foundations of the web's features. Sessions are not among them because, as in the api, they are a room of a
 * feature: readers who follow a sign-in want to see how its session begins.
 */
const webFoundations = [/^packages\/api-client\//, /^apps\/web\/src\/lib\/(?!session\/)/, /^apps\/web\/src\/env\.ts$/];

/** Files that no walk counts: contracts, faces, modules, generated code, tests, and the foundations of features. */
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

/** Paths of the files of a walk in `docs/walks.md`, in reading order. */
export function filesOfWalk(name: string): string[] {
  return [...sectionOf(name).matchAll(/^\d+\. `(.+)`$/gm)].map(([, path = '']) => path);
}

/** Paths of the foundations of a walk of the web, which are listed but not counted. */
export function foundationsOfWalk(name: string): string[] {
  return [...sectionOf(name).matchAll(/^- `(.+)`$/gm)].map(([, path = '']) => path);
}

/** Whether a file contains only functions that use nothing of ours but types, so that its name says what they do. */
export function isLeafHelper(path: string): boolean {
  const source = readFileSync(join(root, path), 'utf8');
  const imports = [...source.matchAll(/^import (type )?([^;]*?)from '([^']+)'/gm)];
  const usesOurs = imports.some(([, isType, names = '', from = '']) => {
    if (isType !== undefined || !/^(\.|@\/|@pixelboxx\/(?!shared))/.test(from)) return false;
    return names.replaceAll(/type \w+|[{},\s]/g, '') !== '';
  });
  return !usesOurs && !/^(export )?(abstract )?class /m.test(source);
}

/** Of the executed files, those that a walk must name. */
export function countedOf(executed: readonly string[]): string[] {
  return executed.filter((path) => !uncounted.some((pattern) => pattern.test(path)) && !isLeafHelper(path));
}

/** Of the executed files, the foundations of a walk of the web. */
export function foundationsOf(executed: readonly string[]): string[] {
  return executed.filter((path) => webFoundations.some((pattern) => pattern.test(path)) && !isLeafHelper(path));
}
