import 'reflect-metadata';
import { compactWhenIdle, yieldToEventLoop } from '@pixelboxx/node-kit';
import { createApp } from './app.ts';
import { type Config, ConfigError, loadConfig } from './platform/config/config.ts';
import { unnamedProxyAdvice } from './platform/http/security/unknown-proxies.ts';
import { LOGGER, type Logger } from './platform/observability/logger.ts';
import { endOnUncaught, stopOnSignals } from './shutdown.ts';

async function main(): Promise<void> {
  const config = readConfig();
  const app = await createApp(config);
  stopOnSignals(app, config.http.drainMs);
  endOnUncaught(app);
  try {
    await app.listen(config.http.port, config.http.host);
    compactWhenIdle();
    yieldToEventLoop();
    const logger = app.get<Logger>(LOGGER);
    logger.info({ event: 'process.listening', url: await app.getUrl() });
    const advice = unnamedProxyAdvice(config.http);
    if (advice !== null) logger.warn({ event: 'http.proxy.unnamed', advice });
  } catch (error) {
    fail(portFault(error, config) ?? error);
  }
}

function readConfig(): Config {
  try {
    return loadConfig();
  } catch (error) {
    return fail(error instanceof ConfigError ? error.message : error);
  }
}

function portFault(error: unknown, config: Config): string | null {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  return taken ? `Port ${config.http.port} is in use. Stop the other program or set API_PORT to a free one.` : null;
}

function fail(reason: unknown): never {
  process.stderr.write(`${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}\n`);
  process.exit(1);
}

await main();
