import type { TracingOptions } from '../settings.ts';
import type { Tracing, TracingLog } from './tracing.ts';

let shared: { readonly tracing: Promise<Tracing>; users: number } | undefined;

/**
 * Starts recording spans in this process and sending them to the collector. Loads the libraries only if tracing is on.
 * A process has one recorder: a second start, such as of a second api in a test, shares the first one's.
 * @param service `service.name` of all spans
 */
export async function startTracing(options: TracingOptions | null, service: string, log: TracingLog): Promise<Tracing> {
  if (options === null) return { stop: () => Promise.resolve() };
  shared ??= { tracing: import('./sdk.ts').then(({ startSdk }) => startSdk(options, service, log)), users: 0 };
  const own = shared;
  own.users += 1;
  const tracing = await own.tracing;
  let isStopped = false;
  return {
    stop: async () => {
      if (isStopped) return;
      isStopped = true;
      own.users -= 1;
      if (own.users > 0) return;
      if (shared === own) shared = undefined;
      await tracing.stop();
    },
  };
}
