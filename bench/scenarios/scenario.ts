import type { LoadJob } from '../load/load.ts';
import type { Visitor } from '../stage.ts';

type Job = Omit<LoadJob, 'seconds'>;
type Work = (url: string, visitors: readonly Visitor[]) => Job | Promise<Job>;

export interface Scenario {
  readonly name: string;
  readonly limit: string;
  /** Ratio to reach. */
  readonly target: number;
  /** Kept on one core each, server and load; hashing has both, since it is what is measured. */
  readonly pinned: boolean;
  readonly visitors: number;
  /** How long each side is used before it is measured, where that is not the usual 2 s: until what runs is compiled. */
  readonly warmUpSeconds?: number;
  readonly ours: Work;
  readonly theirs: Work;
}
