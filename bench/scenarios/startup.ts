import { median } from '../load/measure.ts';
import type { Stage } from '../stage.ts';

export interface Startup {
  readonly oursMs: number;
  readonly limitMs: number;
  readonly oursRssMebibytes: number;
  readonly limitRssMebibytes: number;
}

/** From starting the process to the first response of the readiness endpoint, and memory a moment later. */
export async function measureStartup(stage: Stage, rounds: number): Promise<Startup> {
  const ours: { ms: number; rss: number }[] = [];
  const limit: { ms: number; rss: number }[] = [];
  for (let round = 0; round < rounds + 2; round += 1) {
    limit.push(await once(() => stage.startLimit('nest-hello.ts')));
    ours.push(await once(() => stage.startApi()));
  }
  return {
    oursMs: median(ours.map(({ ms }) => ms)),
    limitMs: median(limit.map(({ ms }) => ms)),
    oursRssMebibytes: median(ours.map(({ rss }) => rss)),
    limitRssMebibytes: median(limit.map(({ rss }) => rss)),
  };
}

async function once(start: () => ReturnType<Stage['startApi']>): Promise<{ ms: number; rss: number }> {
  const { server } = await start();
  try {
    // Long enough for background loading to finish.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return { ms: server.startMs, rss: server.rssMebibytes() };
  } finally {
    await server.stop();
  }
}
