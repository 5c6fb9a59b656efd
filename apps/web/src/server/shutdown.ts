import { exitOnUncaught, stopAccepting } from '@pixelboxx/node-kit';
import type { ErrorTracker } from '@pixelboxx/telemetry';
import { log } from './log.ts';
import type { WebServer } from './web-server.ts';

const shutdownLimitMs = 10_000;
/** After an error that nobody owned, requests under way get this long before the process ends. */
const uncaughtDrainMs = 5_000;

/** SIGTERM and SIGINT give load balancers `drainMs` to notice, finish what is under way and exit with 0. */
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

/** The last net: an error that reaches it is a fault of ours. Exit code 1; a supervisor starts the process anew. */
export function endOnUncaught(server: WebServer, errors: ErrorTracker): void {
  // A supervisor that went away takes the other end of stdout with it, which is no reason to end.
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

/** Takes no more, and resolves when what has arrived is served. */
async function closeGently(server: WebServer): Promise<void> {
  await stopAccepting(server);
  server.endStreams();
  // Ends idle connections, and calls back when the others have ended, too.
  await new Promise((resolve) => server.close(resolve));
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
