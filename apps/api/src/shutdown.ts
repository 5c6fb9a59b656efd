import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { exitOnUncaught } from '@pixelboxx/node-kit';
import { ErrorTracker } from '@pixelboxx/telemetry';
import { Drain } from './platform/http/server/drain.ts';
import { LOGGER, type Logger } from './platform/observability/logger.ts';

/** Running requests and jobs get this long; an orchestrator usually kills after 30 s. */
const closeDeadlineMs = 12_000;

/**
 * On SIGTERM: reports "not ready", gives load balancers `drainMs` to notice, finishes running work, exits 0. A second
 * signal ends the process at once.
 */
export function stopOnSignals(app: NestFastifyApplication, drainMs: number): void {
  const logger = app.get<Logger>(LOGGER);
  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    app.get(Drain).begin();
    logger.info({ event: 'process.stopping', signal });
    await pause(drainMs);
    const closed = app.close().then(() => true);
    const inTime = await Promise.race([closed, pause(closeDeadlineMs).then(() => false)]);
    logger.info({ event: 'process.stopped', inTime });
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      void stop(signal);
    });
  }
}

/** After an uncaught error, running requests get this long before the process ends. */
const uncaughtDrainMs = 5_000;

/**
 * The last resort: an error that arrives here is a bug of ours, wherever it came from. Exit code 1; a supervisor
 * restarts the process.
 */
export function endOnUncaught(app: NestFastifyApplication): void {
  const logger = app.get<Logger>(LOGGER);
  const errors = app.get(ErrorTracker);
  exitOnUncaught({
    logFatal: (error, origin) => {
      logger.fatal({ event: 'process.uncaught', origin, err: error });
      errors.report({ error, kind: 'uncaught', where: origin });
    },
    drain: () => {
      app.get(Drain).begin();
      // Whether or not closing succeeds, given the state of the process.
      return Promise.all([errors.flush(), app.close()]);
    },
    maxDrainMs: uncaughtDrainMs,
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
