import 'reflect-metadata';
import { createApp } from './app.ts';
import { type Config, ConfigError, loadConfig } from './platform/config/config.ts';

async function main(): Promise<void> {
  const config = readConfig();
  const app = await createApp(config);
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // A second signal means that the person cannot wait.
      if (stopping) process.exit(1);
      stopping = true;
      void app.close().then(() => process.exit(0));
    });
  }
  try {
    await app.listen(config.http.port, config.http.host);
  } catch (error) {
    fail(portFault(error, config) ?? error);
  }
}

function readConfig(): Config {
  try {
    return loadConfig(process.env);
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
