#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { interruption } from './commands/upload.ts';
import { run } from './run.ts';
import { readEnvironment } from './settings/environment.ts';

const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    const reason = interruption(signal);
    // A second signal ends the program at once, without waiting for current requests.
    if (controller.signal.aborted) process.exit(reason.exitCode);
    controller.abort(reason);
  });
}
// The reader of the output has closed it, as `head` does: this is no failure, and nothing more can be printed.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 5));

/** The same path from the sources and from the compiled files. */
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

process.exitCode = await run({
  args: process.argv.slice(2),
  environment: readEnvironment(),
  stdout: process.stdout,
  stderr: process.stderr,
  signal: controller.signal,
  version: manifest.version,
});
