import { type LoadJob, type LoadResult, runLoad } from './load.ts';
import type { ServerProcess } from '../server-process.ts';

export interface Contestant {
  readonly server: ServerProcess;
  /** Called for every burst, because a token used in one burst is invalid in the next. */
  readonly job: () => Promise<Omit<LoadJob, 'seconds'>>;
}

export interface Sample extends LoadResult {
  readonly cpuMsPerRequest: number;
  readonly rssMebibytes: number;
}

export interface Comparison {
  readonly ours: Sample;
  readonly limit: Sample;
  /** Median over the rounds of ours ÷ limit, each pair measured back to back. */
  readonly ratio: number;
  readonly ratios: readonly number[];
}

export interface Rounds {
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds?: number;
}

/** limit, ours, limit, ours, …: so disturbances of the machine affect both alike. */
export async function compare(
  limit: Contestant,
  ours: Contestant,
  { rounds, seconds, warmUpSeconds = 2 }: Rounds,
  core?: number,
): Promise<Comparison> {
  await sample(limit, warmUpSeconds, core);
  await sample(ours, warmUpSeconds, core);
  const pairs: { limit: Sample; ours: Sample }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    pairs.push({ limit: await sample(limit, seconds, core), ours: await sample(ours, seconds, core) });
  }
  const ratios = pairs.map((pair) => pair.ours.requestsPerSecond / pair.limit.requestsPerSecond);
  const ratio = median(ratios);
  const typical = pairs[ratios.indexOf(ratio)] ?? pairs[0];
  if (!typical) throw new Error('No round was measured');
  return { ...typical, ratio, ratios };
}

async function sample({ server, job }: Contestant, seconds: number, core?: number): Promise<Sample> {
  const burst = await job();
  await untilQuiet(server);
  const before = server.cpuSeconds();
  const result = await runLoad({ ...burst, seconds }, core);
  const refused = Object.values(result.refused).reduce((sum, count) => sum + count, 0);
  if (refused > result.ok * 0.001)
    throw new Error(`${burst.url} refused ${JSON.stringify(result.refused)} of ${result.ok}`);
  const cpuMs = (server.cpuSeconds() - before) * 1000;
  return { ...result, cpuMsPerRequest: cpuMs / Math.max(1, result.ok), rssMebibytes: server.rssMebibytes() };
}

/** Waits until work left by the preparation, such as emails to new users, is done, so that it is not measured. */
export async function untilQuiet(server: ServerProcess): Promise<void> {
  const deadline = performance.now() + 20_000;
  let before = server.cpuSeconds();
  for (let quietRounds = 0; quietRounds < 3 && performance.now() < deadline;) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    const now = server.cpuSeconds();
    quietRounds = now - before <= 0.02 ? quietRounds + 1 : 0;
    before = now;
  }
}

/** The middle value; of an even number of values the lower middle one, so that it is a measured value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
