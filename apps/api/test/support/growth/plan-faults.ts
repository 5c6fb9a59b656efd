import type { TableSizes } from './fill.ts';
import type { ExecutedPlan, PlanNode } from './plan-recorder.ts';

export interface PlanFault {
  readonly statement: string;
  /** What is wrong with the plan. */
  readonly fault: string;
}

/** How much a statement may read of a growing table: batches of a thousand and the rows beside them. */
const maxRows = 2_500;
/** Pages of 8 KiB; they reveal rows that an index scan discards by its own filters. */
const maxBlocks = 12_000;
/** Tables that do not grow are smaller. */
const growingRows = 300;

/**
 * Reports each fault once per statement, in words that do not depend on the rows involved.
 * @param isPlannerFree whether the server may read tables in sequence where that is cheaper, as it is if a `LIMIT` stops it early;
 *   otherwise it was told to avoid that, and each such plan is a fault
 */
export function findPlanFaults(
  plans: readonly ExecutedPlan[],
  sizes: TableSizes,
  { isPlannerFree = false }: { isPlannerFree?: boolean } = {},
): PlanFault[] {
  const faults = new Map<string, PlanFault>();
  for (const { statement, root } of plans) {
    for (const fault of faultsOf(root, sizes, isPlannerFree))
      faults.set(`${statement}\n${fault}`, { statement, fault });
  }
  return [...faults.values()];
}

function* faultsOf(node: PlanNode, sizes: TableSizes, isPlannerFree: boolean): Generator<string> {
  const table = node['Relation Name'];
  const isScan = node['Node Type'].includes('Scan') && node['Actual Loops'] > 0;
  if (table !== undefined && isScan && (sizes.get(table) ?? 0) >= growingRows) {
    if (node['Node Type'] === 'Seq Scan' && (!isPlannerFree || rowsRead(node) > maxRows))
      yield `reads the whole of ${table}`;
    else if (rowsRead(node) > maxRows) yield `reads ${Math.round(rowsRead(node))} rows of ${table}`;
    else if (blocksRead(node) > maxBlocks) yield `reads ${blocksRead(node)} pages for ${table}`;
  }
  for (const child of node.Plans ?? []) yield* faultsOf(child, sizes, isPlannerFree);
}

function rowsRead(node: PlanNode): number {
  const { 'Rows Removed by Filter': filtered = 0, 'Rows Removed by Index Recheck': rechecked = 0 } = node;
  return (node['Actual Rows'] + filtered + rechecked) * node['Actual Loops'];
}

function blocksRead({ 'Shared Hit Blocks': hit = 0, 'Shared Read Blocks': read = 0 }: PlanNode): number {
  return hit + read;
}
