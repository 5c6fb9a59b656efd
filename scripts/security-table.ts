/**
 * Writes `docs/security.md` from the titles of the tests; with `--check` only tells whether it is current.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.ts';
import { findMissingFindings, renderFindings, requireAllFindings } from './security/findings.ts';
import { findRows, readTests, renderTests, type NamedTest } from './security/titles.ts';

const target = join(root, 'docs/security.md');
const testFolders = [
  ...readdirSync(join(root, 'apps')).flatMap((app) => [`apps/${app}/test`, `apps/${app}/src`]),
  'packages',
  'scripts/test',
  'e2e/tests',
  'fuzz',
];

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

type Rows = ReadonlyMap<string, readonly NamedTest[]>;

function renderSecurityTable(rows: Rows): string {
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

function renderRow(row: number, rows: Rows): string {
  const tests = rows.get(String(row)) ?? [];
  if (tests.length === 0) return `| ${row} | ${otherwise[row] ?? '—'} | ${otherwise[row] ? '' : 'not yet'} |`;
  return `| ${row} | ${renderTests(tests)} |`;
}

const rows = findRows(testFolders.flatMap((folder) => readTests(folder)));
const document = `${renderSecurityTable(rows)}\n${renderFindings(rows)}`;
const missing = requireAllFindings ? findMissingFindings(rows) : [];
if (!process.argv.includes('--check')) {
  writeFileSync(target, document);
} else if (!existsSync(target) || readFileSync(target, 'utf8') !== document) {
  console.error('docs/security.md is not what the tests say. Write it anew: node scripts/security-table.ts');
  process.exitCode = 1;
}
if (missing.length > 0) {
  console.error(`No test has a title that begins with ${missing.map((row) => `[${row}]`).join(', ')}.`);
  process.exitCode = 1;
}
