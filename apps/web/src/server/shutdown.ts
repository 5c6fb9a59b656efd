import { exitOnUncaught, stopAccepting } from '@pixelboxx/node-kit';
import type { ErrorTracker } from '@pixelboxx/telemetry';
import { log } from './log.ts';
import type { WebServer } from './web-server.ts';

const shutdownLimitMs = 10_000;
/** After an uncaught error, requests in progress get this long before the process ends. */
const uncaughtDrainMs = 5_000;

/** On SIGTERM and SIGINT, gives load balancers `drainMs` to notice, finishes the requests in progress and exits with 0. */
export function stopOnSignal(server: WebServer, drainMs: number, closeApp: () => Promise<void>): void {
  const stop = (signal: NodeJS.Signals) => {
    log('info', 'stopping', { signal });
    server.beginDrain();
    const exit = (inTime: boolean) => {
      log(inTime ? 'info' : 'warn', 'stopped', { inTime });
      process.exit(0);
    };
    const close = () => {
      setTimeout(() => exit(false), shutdownLimitMs).unref();
      void closeGently(server)
        .then(closeApp)
        .finally(() => exit(true));
    };
    if (drainMs > 0) setTimeout(close, drainMs);
    else close();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** The last resort: an error that arrives here is a bug. Exit code 1; a supervisor restarts the process. */
export function endOnUncaught(server: WebServer, errors: ErrorTracker): void {
  // When a supervisor dies, stdout breaks with it; that is no reason to end.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  exitOnUncaught({
    logFatal: (error, origin) => {
      log('fatal', 'process.uncaught', { origin, error: describe(error) });
      errors.report({ error, kind: 'uncaught', where: origin });
    },
    drain: () => {
      return Promise.all([closeGently(server), errors.flush()]);
    },
    maxDrainMs: uncaughtDrainMs,
  });
}

/** Accepts no more connections, and resolves when all requests that arrived are served. */
async function closeGently(server: WebServer): Promise<void> {
  await stopAccepting(server);
  server.endStreams();
  // Closes idle connections, and calls back when the others have ended, too.
  await new Promise((resolve) => server.close(resolve));
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
