import {
  declared,
  type DeclaredFault,
  type DependencyName,
  dependencyNames,
  type FaultName,
  faultNames,
  isPossible,
  namesInHealth,
  operationNames,
  type Outcome,
} from './declared.ts';

const columns = ['dependency', 'what happens', 'refused (503)', 'works, or refused', 'named in health', 'back within'];

/** The declaration as docs/operations.md shows it, in Markdown: faults of a dependency with the same effect share a row. */
export function renderTable(): string {
  const lines = dependencyNames.flatMap((dependency) => rowsOf(dependency));
  return [columns, columns.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function rowsOf(dependency: DependencyName): string[][] {
  const rows = new Map<string, FaultName[]>();
  for (const fault of faultNames) {
    const row = declared[dependency][fault];
    if (!isPossible(row)) continue;
    const key = cellsOf(dependency, row).join(' | ');
    rows.set(key, [...(rows.get(key) ?? []), fault]);
  }
  return [...rows].map(([cells, faults]) => [dependency, faults.join(', '), cells]);
}

function cellsOf(dependency: DependencyName, row: DeclaredFault): string[] {
  const names = (outcome: Outcome) => operationNames.filter((name) => row.outcomes[name] === outcome);
  const list = (outcome: Outcome) => {
    const found = names(outcome);
    return found.length === operationNames.length ? 'everything' : found.join(', ') || '–';
  };
  const named = row.named ? `\`${namesInHealth[dependency]}\`` : '–';
  return [list('refused'), list('either'), named, `${row.recoversInSeconds} s`];
}
