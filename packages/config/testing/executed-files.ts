import { Session } from 'node:inspector/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(import.meta.dirname, '../../..');
const roundCount = 5;

/** One round: what `prepare` gives is what `act` works with; only `act` is looked at. */
export interface Executed<Prepared> {
  prepare: () => Prepared | Promise<Prepared>;
  act: (prepared: Prepared) => Promise<unknown>;
}

/**
 * Paths in the repository of the source files of which a function ran in each of several rounds of `act`, in this
 * process. A round that is not looked at goes first: what runs by importing a file, or once in a process, is not seen.
 * Neither is what ran in some of the rounds, such as a job that came by.
 */
export async function executedFiles<Prepared>(rounds: Executed<Prepared>): Promise<string[]> {
  const [first = new Set<string>(), ...others] = (await watchRounds(rounds)).map(({ during }) => during);
  return [...first].filter((path) => others.every((other) => other.has(path))).toSorted();
}

/**
 * Paths of the files of which a function ran in any of the same rounds or between them: what `act` runs, what follows
 * from it once it has ended, and what comes by meanwhile.
 */
export async function filesAround<Prepared>(rounds: Executed<Prepared>): Promise<string[]> {
  const watched = await watchRounds(rounds);
  return [...new Set(watched.flatMap(({ before, during }) => [...before, ...during]))].toSorted();
}

interface Round {
  /** Files that ran since the round before. */
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

/** Files of this repository of which a function ran since this was asked last. */
async function takeExecuted(inspector: Session): Promise<Set<string>> {
  const { result } = await inspector.post('Profiler.takePreciseCoverage');
  const paths = result
    .filter(({ functions }) => functions.some(({ ranges }) => ranges.some(({ count }) => count > 0)))
    .map(({ url }) => (url.startsWith('file:') ? fileURLToPath(url) : url))
    .filter((path) => path.startsWith(root) && !path.includes('/node_modules/'));
  return new Set(paths.map((path) => relative(root, path)));
}
