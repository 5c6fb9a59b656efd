import type { TracingOptions } from '../settings.ts';
import type { Tracing, TracingLog } from './tracing.ts';

let shared: { readonly tracing: Promise<Tracing>; users: number } | undefined;

/**
 * From here on the process records spans and sends them to the collector. Loads what that takes only where it is wanted. One
 * process has one recorder: a second start, as of a second api in a test, shares the first's.
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
