import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { renderTable } from '../table.ts';

const page = join(import.meta.dirname, '../../docs/operations.md');

/** Prettier pads cells, which is irrelevant here. */
const cells = (text: string): string[][] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim().replace(/^-+$/, '---')));

it('the table in the documentation equals the tested declaration', () => {
  const shown = /<!-- faults:begin -->\n([^]*)<!-- faults:end -->/.exec(readFileSync(page, 'utf8'))?.[1] ?? '';
  expect(cells(shown), `docs/operations.md should have:\n${renderTable()}`).toEqual(cells(renderTable()));
});
