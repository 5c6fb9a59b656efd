import { renderTests, type NamedTest } from './titles.ts';

/** What must hold, by section and by the id with which test titles begin. */
export type RowSections = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const idsOf = (sections: RowSections): string[] => Object.values(sections).flatMap((rows) => Object.keys(rows));

/** One Markdown table for each section. `otherwise` says how rows without a test are met. */
export function renderSections(
  sections: RowSections,
  tests: ReadonlyMap<string, readonly NamedTest[]>,
  otherwise: Readonly<Record<string, string>> = {},
): string {
  const body = Object.entries(sections).map(([name, rows]) => {
    const lines = Object.entries(rows).map(([row, mustHold]) => {
      const found = tests.get(row);
      const shown = found ? renderTests(found) : (otherwise[row] ?? 'not yet') + ' | ';
      return `| ${row} | ${mustHold} | ${shown} |`;
    });
    return `## ${name}\n\n| row | what must hold | what is shown | test |\n|---|---|---|---|\n${lines.join('\n')}\n`;
  });
  return body.join('\n');
}
