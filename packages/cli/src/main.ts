#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { interruption } from './commands/upload.ts';
import { run } from './run.ts';
import { readEnvironment } from './settings/environment.ts';

const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    const reason = interruption(signal);
    // Whoever asks twice does not want to wait for what is under way.
    if (controller.signal.aborted) process.exit(reason.exitCode);
    controller.abort(reason);
  });
}
// Whoever read what is printed has left, such as `head`: nothing is wrong, and nothing more is to be said.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 5));

/** Beside the sources as beside what is made of them. */
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

process.exitCode = await run({
  args: process.argv.slice(2),
  environment: readEnvironment(),
  stdout: process.stdout,
  stderr: process.stderr,
  signal: controller.signal,
  version: manifest.version,
});
