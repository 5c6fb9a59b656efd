import type { LoadJob } from '../load/load.ts';
import type { Visitor } from '../stage.ts';

type Job = Omit<LoadJob, 'seconds'>;
type Work = (url: string, visitors: readonly Visitor[]) => Job | Promise<Job>;

export interface Scenario {
  readonly name: string;
  readonly limit: string;
  /** The ratio to reach. */
  readonly target: number;
  /** Server and load run on one core each; hashing uses both, because it is what is measured. */
  readonly pinned: boolean;
  readonly visitors: number;
  /** How long each side warms up until its code is compiled, if not the usual 2 s. */
  readonly warmUpSeconds?: number;
  readonly ours: Work;
  readonly theirs: Work;
}
