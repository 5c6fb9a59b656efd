import { Session } from 'node:inspector/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(import.meta.dirname, '../../..');
const roundCount = 5;

/** One round: `act` works with the result of `prepare`; only `act` is measured. */
export interface Executed<Prepared> {
  prepare: () => Prepared | Promise<Prepared>;
  act: (prepared: Prepared) => Promise<unknown>;
}

/**
 * Repository paths of the source files of which a function ran in every one of several rounds of `act`, in this
 * process. A round that is not measured comes first: so this omits what runs when a file is imported, or once per
 * process. It also omits what ran in only some of the rounds, such as a job that happened to run.
 */
export async function executedFiles<Prepared>(rounds: Executed<Prepared>): Promise<string[]> {
  const [first = new Set<string>(), ...others] = (await watchRounds(rounds)).map(({ during }) => during);
  return [...first].filter((path) => others.every((other) => other.has(path))).toSorted();
}

/**
 * Paths of the files of which a function ran in or between any of the same rounds: what `act` runs, what follows after
 * it has ended, and what happens to run meanwhile.
 */
export async function filesAround<Prepared>(rounds: Executed<Prepared>): Promise<string[]> {
  const watched = await watchRounds(rounds);
  return [...new Set(watched.flatMap(({ before, during }) => [...before, ...during]))].toSorted();
}

interface Round {
  /** Files that ran between the previous round and this one. */
  readonly before: ReadonlySet<string>;
  readonly during: ReadonlySet<string>;
}

async function watchRounds<Prepared>({ prepare, act }: Executed<Prepared>): Promise<Round[]> {
  const inspector = new Session();
  inspector.connect();
  try {
    await act(await prepare());
    await inspector.post('Profiler.enable');
    await inspector.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    const watched: Round[] = [];
    while (watched.length < roundCount) {
      const prepared = await prepare();
      const before = await takeExecuted(inspector);
      await act(prepared);
      watched.push({ before, during: await takeExecuted(inspector) });
    }
    return watched;
  } finally {
    inspector.disconnect();
  }
}

/** Files of this repository of which a function ran since the last call. */
async function takeExecuted(inspector: Session): Promise<Set<string>> {
  const { result } = await inspector.post('Profiler.takePreciseCoverage');
  const paths = result
    .filter(({ functions }) => functions.some(({ ranges }) => ranges.some(({ count }) => count > 0)))
    .map(({ url }) => (url.startsWith('file:') ? fileURLToPath(url) : url))
    .filter((path) => path.startsWith(root) && !path.includes('/node_modules/'));
  return new Set(paths.map((path) => relative(root, path)));
}
