import { describe, expect, it } from 'vitest';
import { findings, findMissingFindings, renderFindings } from '../../security/findings.ts';
import { probes } from '../../security/probes.ts';
import { idsOf } from '../../security/rows.ts';
import { findRows, readAllTests } from '../../security/titles.ts';

const opening = '[';
/** A line as test files have it; put together, so that this file does not itself stand for the rows. */
const titled = (rows: string, title: string) => `it('${opening}${rows}] ${title}', () => {});`;

function rowsIn(...lines: string[]) {
  return [...findRows([{ path: 'apps/api/test/some.test.ts', text: lines.join('\n') }]).keys()];
}

describe('titles of tests', () => {
  it.each([
    ['26', ['26']],
    ['43, 44', ['43', '44']],
    ['1–3', ['1', '2', '3']],
    ['1][5', ['1', '5']],
    ['A1', ['A1']],
    ['A1, B3', ['A1', 'B3']],
    ['A1, 12', ['A1', '12']],
    ['C1–C3', ['C1', 'C2', 'C3']],
  ])('name the rows they begin with: %s', (names, rows) => {
    expect(rowsIn(titled(names, 'holds'))).toEqual(rows);
  });

  it.each(['a1', 'A', 'AB1', 'RFC 9110', 'x'])('do not name a row by %s', (names) => {
    expect(rowsIn(titled(names, 'holds'))).toEqual([]);
  });

  it('fill the table, in which a row without a test is listed as missing', () => {
    const rows = findRows([{ path: 'apps/api/test/some.test.ts', text: titled('A1, B3', 'lives | on') }]);
    const table = renderFindings(rows);
    expect(table).toMatch(
      /^\| A1 \| A body.* \| lives \/ on \| \[some\.test\.ts\]\(\.\.\/apps\/api\/test\/some\.test\.ts\) \|$/m,
    );
    expect(table).toMatch(/^\| A2 \| Clients.* \| not yet \| {2}\|$/m);
    expect(findMissingFindings(rows)).toHaveLength(7 + 6 + 6 + 7 + 9 + 4 + 4 + 11 + 6 - 2);
    expect(table).toContain('Rows without a test: A2,');
  });

  it('name only rows that docs/security.md explains', () => {
    const documented = new Set([...idsOf(probes), ...idsOf(findings)]);
    const named = [...findRows(readAllTests())].map(([row, [first]]) => ({
      row,
      title: first?.title,
      file: first?.file,
    }));
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter(({ row }) => !documented.has(row))).toEqual([]);
  });

  it('have a unique explanation for each row', () => {
    const sentences = [probes, findings].flatMap((sections) => Object.values(sections).flatMap(Object.values<string>));
    expect(new Set(sentences).size).toBe(sentences.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^\p{Lu}.* .*[^.]$/u);
  });
});
