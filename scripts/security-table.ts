/**
 * Writes `docs/security.md` from the titles of the tests; with `--check` only tells whether it is current.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './environment/root.ts';

const target = join(root, 'docs/security.md');
const testFolders = ['apps/api/test', 'apps/api/src', 'apps/web/test', 'e2e/tests', 'packages'];
const maxTitlesShown = 4;

/** Rows of the probe list by section; the sections of operations come with those features. */
const sections = [
  { name: 'A. Registration', first: 1, last: 10 },
  { name: 'B. Login', first: 11, last: 15 },
  { name: 'C. Timing and enumeration', first: 16, last: 19 },
  { name: 'D. Lockout', first: 20, last: 25 },
  { name: 'E. Tokens, rotation, reuse, concurrency', first: 26, last: 37 },
  { name: 'F. Cookies', first: 38, last: 42 },
  { name: 'G. CSRF', first: 43, last: 48 },
  { name: 'H. Sessions', first: 49, last: 52 },
  { name: 'I. E-mail verification', first: 53, last: 56 },
  { name: 'J. Password reset', first: 57, last: 62 },
  { name: 'K. Headers, CORS, CSP', first: 63, last: 68 },
  { name: 'L. Rate limiting', first: 69, last: 74 },
  { name: 'M. Uploads', first: 75, last: 87 },
  { name: 'N. Signed addresses', first: 88, last: 90 },
  { name: 'O. Authorisation', first: 91, last: 93 },
  { name: 'Q. Logging', first: 102, last: 103 },
] as const;

/** Rows that are met by something other than a test, and why. */
const otherwise: Record<number, string> = {
  45: 'There is no CSRF token that could be wrong: Fetch Metadata and `Origin` decide ([43], [44], [47]).',
};

interface NamedTest {
  readonly title: string;
  readonly file: string;
}

/** Titles that begin with row numbers, such as `[26] refuses alg:none` or `[43, 44] …`, by row. */
function findRows(files: readonly { path: string; text: string }[]): Map<number, NamedTest[]> {
  const rows = new Map<number, NamedTest[]>();
  for (const { path, text } of files) {
    for (const [, , numbers = '', title = ''] of text.matchAll(/(['"`])((?:\[[\d, –-]+\])+) ((?:\\.|(?!\1).)+)\1/gs)) {
      for (const row of rowsOf(numbers)) {
        rows.set(row, [
          ...(rows.get(row) ?? []),
          { title: title.replaceAll('|', '/').replaceAll(/\\(['"`])/g, '$1'), file: path },
        ]);
      }
    }
  }
  return rows;
}

function rowsOf(numbers: string): number[] {
  return numbers.split(/,|\]\[/).flatMap((part) => {
    const [first = 0, last = first] = part.replace(/[[\]]/g, '').split(/[–-]/).map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

function renderSecurityTable(rows: ReadonlyMap<number, readonly NamedTest[]>): string {
  const body = sections.map(({ name, first, last }) => {
    const lines = Array.from({ length: last - first + 1 }, (_, index) => renderRow(first + index, rows));
    return `## ${name}\n\n| row | what is shown | test |\n|---|---|---|\n${lines.join('\n')}\n`;
  });
  return `# What a reviewer would probe, and the test that shows it

Rows are numbered as in the project's list of probes (OWASP ASVS 5.0, OWASP cheat sheets, advisories of comparable products). The table is
written from the tests' own titles by \`node scripts/security-table.ts\`; \`npm run check\` fails when it is not current. Timing of known
against unknown accounts is a statistical question and part of \`npm run bench\`; the tests show that the same work is done.

${body.join('\n')}`;
}

function renderRow(row: number, rows: ReadonlyMap<number, readonly NamedTest[]>): string {
  const tests = rows.get(row) ?? [];
  if (tests.length === 0) return `| ${row} | ${otherwise[row] ?? '—'} | ${otherwise[row] ? '' : 'not yet'} |`;
  const more = tests.length > maxTitlesShown ? ` … and ${tests.length - maxTitlesShown} more` : '';
  const titles = tests.slice(0, maxTitlesShown).map(({ title }) => title);
  const files = [...new Set(tests.map(({ file }) => file))].map((file) => `[${file.split('/').at(-1)}](../${file})`);
  return `| ${row} | ${titles.join('; ')}${more} | ${files.join(', ')} |`;
}

function readTests(folder: string): { path: string; text: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && /\.(test|spec)\.tsx?$/.test(entry.name) && !entry.parentPath.includes('node_modules'),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path: relative(root, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }));
}

const table = renderSecurityTable(findRows(testFolders.flatMap((folder) => readTests(join(root, folder)))));
if (!process.argv.includes('--check')) {
  writeFileSync(target, table);
} else if (!existsSync(target) || readFileSync(target, 'utf8') !== table) {
  console.error('docs/security.md is not what the tests say. Write it anew: node scripts/security-table.ts');
  process.exitCode = 1;
}
