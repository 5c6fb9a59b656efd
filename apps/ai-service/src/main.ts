import { exitOnUncaught, LogDestination } from '@pixelboxx/node-kit';
import { createErrorTracker, startTracing, traceFields } from '@pixelboxx/telemetry';
import { pino, stdTimeFunctions, type Logger } from 'pino';
import type { FastifyInstance } from 'fastify';
import { createApp } from './app.ts';
import { ConfigError, loadConfig, type Config } from './config.ts';

/** Requests still arriving or without a response after this are cut off; then the process has the same time again to end. */
const drainMs = 5_000;
const sameSignalMs = 500;

const config = readConfig();
const logger = pino(
  {
    level: config.logLevel,
    base: { service: 'ai-service' },
    timestamp: stdTimeFunctions.isoTime,
    ...(config.tracing && { mixin: () => traceFields() }),
  },
  new LogDestination(),
);
const tracing = await startTracing(config.tracing, 'pixelboxx-ai-service', (event, reason) =>
  logger.warn({ event, reason }),
);
const errors = await createErrorTracker(config.errorTracking, 'pixelboxx-ai-service');
const app = await createOrExit();
app.addHook('onClose', async () => {
  await Promise.all([tracing.stop(), errors.flush()]);
});
stopOnSignals(app, logger);
endOnUncaught(app, logger);
await listen(app, config);

function readConfig(): Config {
  try {
    return loadConfig();
  } catch (error) {
    if (error instanceof ConfigError) exitWith(error.message);
    throw error;
  }
}

async function createOrExit(): Promise<FastifyInstance> {
  try {
    return await createApp(config, logger, errors);
  } catch (error) {
    const { host = '', port = '' } = config.metrics ?? {};
    exitWith(
      `Cannot listen on ${host} (METRICS_HOST), port ${port} (AI_METRICS_PORT): ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function listen(app: FastifyInstance, { host, port }: Config): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE')
      exitWith(`Port ${port} is already in use. Stop what uses it, or set AI_PORT to another port.`);
    if (codeOf(error) === 'EACCES')
      exitWith(`Port ${port} may not be opened by this user. Set AI_PORT to one above 1023.`);
    exitWith(
      `Cannot listen on ${host} (AI_HOST), port ${port} (AI_PORT): ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** The first signal finishes current requests, a later one ends at once. A supervisor and a terminal may send one each. */
function stopOnSignals(app: FastifyInstance, logger: Logger): void {
  let stoppingSince: number | undefined;
  const stop = (signal: NodeJS.Signals) => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > sameSignalMs) process.exit(1);
      return;
    }
    stoppingSince = performance.now();
    logger.info({ event: 'stopping', signal });
    setTimeout(() => app.server.closeAllConnections(), drainMs).unref();
    setTimeout(() => process.exit(1), 2 * drainMs).unref();
    app.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** The last resort: an error that gets here is a bug of ours. A supervisor restarts the process. */
function endOnUncaught(app: FastifyInstance, logger: Logger): void {
  exitOnUncaught({
    logFatal: (error, origin) => {
      logger.fatal({ event: 'process.uncaught', origin, err: error });
      errors.report({ error, kind: 'uncaught', where: origin });
    },
    drain: () => app.close(),
    maxDrainMs: drainMs,
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function exitWith(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
