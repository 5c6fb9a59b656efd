import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { slotTexts } from '@/generated/slot-texts.ts';

const ofSlots: Readonly<Record<string, readonly string[]>> = slotTexts;
const src = join(import.meta.dirname, '../../src');
const read = (path: string): string => readFileSync(path, 'utf8');
const namesIn = (text: string): string[] => text.replaceAll(/\btype \w+/g, '').match(/\w+/g) ?? [];

function fileOf(from: string, asked: string): string | null {
  if (!/^(?:@\/|\.).*\.tsx?$/.test(asked)) return null;
  const path = asked.startsWith('@/') ? join(src, asked.slice(2)) : join(dirname(from), asked);
  return existsSync(path) ? path : null;
}

/** Of a face, what stands behind the names that are taken from it. */
function behind(face: string, names: readonly string[]): (string | null)[] {
  return [...read(face).matchAll(/export (?!type)\{([^}]*)\} from '([^']+)'/g)]
    .filter(([, offered = '']) => namesIn(offered).some((name) => names.includes(name)))
    .map(([, , from = '']) => fileOf(face, from));
}

/** Our files that a file has run, at once or later. */
function importsOf(path: string): string[] {
  const found = read(path).matchAll(
    /^(?:import|export) (?!type\b)([^;]*?)\s*from '([^']+)'|^import '([^']+)'|import\('([^']+)'\)/gm,
  );
  return [...found]
    .flatMap(([, names = '', from, bare, later]) => {
      const file = fileOf(path, from ?? bare ?? later ?? '');
      return file?.endsWith('/index.ts') ? behind(file, namesIn(names)) : [file];
    })
    .filter((file) => file !== null);
}

function reachedFrom(paths: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const open = [...paths];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    open.push(...importsOf(path));
  }
  return reached;
}

/** A page, and what is around it. */
function framesOf(page: string): string[] {
  const frames = [page];
  for (let folder = dirname(page); folder !== src; folder = dirname(folder))
    frames.push(...['layout.tsx', 'loading.tsx', 'error.tsx'].map((name) => join(folder, name)).filter(existsSync));
  return frames;
}

const pages = globSync('app/**/page.tsx', { cwd: src }).toSorted();

it('this test covers every page', () => expect(pages.length).toBeGreaterThan(30));

it.each(pages)('%s provides every catalogue that its components use, including those behind a button', (page) => {
  const frames = framesOf(join(src, page));
  const given = frames.flatMap((path) =>
    [...read(path).matchAll(/<PageTexts\s+of=\{\[([^\]]*)\]/g)].flatMap(([, list = '']) => [
      ...(list.match(/[\w-]+/g) ?? []),
      ...[...list.matchAll(/slotTexts\.(\w+)/g)].flatMap(([, slot = '']) => ofSlots[slot] ?? []),
    ]),
  );
  const missing = [...reachedFrom(frames)].flatMap((path) =>
    [...read(path).matchAll(/(?:useTexts|spokenTexts)\('([\w-]+)'\)/g)]
      .filter(([, name = '']) => !given.includes(name))
      .map(([said]) => `${relative(src, path)}: ${said}`),
  );
  expect(missing).toEqual([]);
});
