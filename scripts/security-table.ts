/** Writes `docs/security.md` from the titles of the tests; with `--check` only reports whether it is current. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOptions } from './arguments.ts';
import { root } from './root.ts';
import { findMissingFindings, renderFindings } from './security/findings.ts';
import { metOtherwise, probes } from './security/probes.ts';
import { renderSections } from './security/rows.ts';
import { findRows, readAllTests, type NamedTest } from './security/titles.ts';

const target = join(root, 'docs/security.md');
type Rows = ReadonlyMap<string, readonly NamedTest[]>;

function renderSecurityTable(rows: Rows): string {
  return `# What a reviewer would probe, and the test that shows it

The ids in brackets that titles of tests begin with are the rows of these tables (OWASP ASVS 5.0, OWASP cheat sheets, advisories of
comparable products; what must hold is written in \`scripts/security/probes.ts\` and \`findings.ts\`). The tables are written from the tests' own
titles by \`npx node scripts/security-table.ts\`; \`npm run check\` fails when they are not current. Timing of known
against unknown accounts is a statistical question and part of \`npm run bench\`; the tests show that the same work is done.

${renderSections(probes, rows, metOtherwise)}`;
}

const options = readOptions('Usage: node scripts/security-table.ts [--check]', { check: { type: 'boolean' } });
const rows = findRows(readAllTests());
const document = `${renderSecurityTable(rows)}\n${renderFindings(rows)}`;
const missing = findMissingFindings(rows);
if (!options.check) {
  writeFileSync(target, document);
} else if (!existsSync(target) || readFileSync(target, 'utf8') !== document) {
  console.error('docs/security.md is not what the tests say. Write it anew: npx node scripts/security-table.ts');
  process.exitCode = 1;
}
if (missing.length > 0) {
  console.error(`No test has a title that begins with ${missing.map((row) => `[${row}]`).join(', ')}.`);
  process.exitCode = 1;
}
