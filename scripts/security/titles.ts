import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../root.ts';

export interface NamedTest {
  readonly title: string;
  /** Relative to the repository's root, with `/`. */
  readonly file: string;
}

const maxTitlesShown = 4;
const rowPattern = /^([A-Z]?)(\d+)(?:[–-]([A-Z]?)(\d+))?$/;

/** Tests by the rows with which their titles begin, such as `[26] refuses alg:none`, `[43, 44] …` or `[A1] …`. */
export function findRows(files: readonly { path: string; text: string }[]): Map<string, NamedTest[]> {
  const rows = new Map<string, NamedTest[]>();
  for (const { path, text } of files) {
    for (const [, , names = '', title = ''] of text.matchAll(
      /(['"`])((?:\[[A-Z]?\d[A-Z\d, –-]*\])+) ((?:\\.|(?!\1).)+)\1/gs,
    )) {
      for (const row of rowsOf(names)) {
        rows.set(row, [
          ...(rows.get(row) ?? []),
          { title: title.replaceAll('|', '/').replaceAll(/\\(['"`])/g, '$1'), file: path },
        ]);
      }
    }
  }
  return rows;
}

/** The rows named by `[1, 3–5]`, `[1][2]` or `[A1, B2–B4]`; other text is ignored. */
function rowsOf(names: string): string[] {
  return names.split(/,|\]\[/).flatMap((part) => {
    const [, email = '', first, , last = first] = rowPattern.exec(part.replace(/[[\]]/g, '').trim()) ?? [];
    if (first === undefined) return [];
    return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => `${email}${Number(first) + index}`);
  });
}

/** Two cells of a Markdown table: the titles of the tests, and their files. */
export function renderTests(tests: readonly NamedTest[]): string {
  const more = tests.length > maxTitlesShown ? ` … and ${tests.length - maxTitlesShown} more` : '';
  const titles = tests.slice(0, maxTitlesShown).map(({ title }) => title);
  const files = [...new Set(tests.map(({ file }) => file))].map((file) => `[${file.split('/').at(-1)}](../${file})`);
  return `${titles.join('; ')}${more} | ${files.join(', ')}`;
}

/** All test files of the repository whose titles can name rows. */
export function readAllTests(): { path: string; text: string }[] {
  const apps = readdirSync(join(root, 'apps')).flatMap((app) => [`apps/${app}/test`, `apps/${app}/src`]);
  return [...apps, 'packages', 'scripts/test', 'e2e/tests', 'fuzz'].flatMap((folder) => readTests(folder));
}

/** All test files below a folder, in a stable order; none if there is no such folder. */
function readTests(folder: string): { path: string; text: string }[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && /\.(test|spec)\.tsx?$/.test(entry.name) && !entry.parentPath.includes('node_modules'),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path: relative(root, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }));
}
