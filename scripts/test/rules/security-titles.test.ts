import { describe, expect, it } from 'vitest';
import { findMissingFindings, renderFindings } from '../../security/findings.ts';
import { findRows } from '../../security/titles.ts';

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

  it.each(['a1', 'A', 'AB1', 'RFC 9110', 'x'])('name no row by %s', (names) => {
    expect(rowsIn(titled(names, 'holds'))).toEqual([]);
  });

  it('stand for a row in the table, in which a row without one is listed as missing', () => {
    const rows = findRows([{ path: 'apps/api/test/some.test.ts', text: titled('A1, B3', 'lives | on') }]);
    const table = renderFindings(rows);
    expect(table).toMatch(
      /^\| A1 \| A body.* \| lives \/ on \| \[some\.test\.ts\]\(\.\.\/apps\/api\/test\/some\.test\.ts\) \|$/m,
    );
    expect(table).toMatch(/^\| A2 \| Clients.* \| not yet \| {2}\|$/m);
    expect(findMissingFindings(rows)).toHaveLength(7 + 6 + 6 + 7 - 2);
    expect(table).toContain('Rows without a test: A2,');
  });
});
