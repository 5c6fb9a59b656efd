import { execFile } from 'node:child_process';
import { join } from 'node:path';

const run = join(import.meta.dirname, '../../packages/dev-cli/src/run.ts');

/** `npm run smoke`, with what it printed. */
export function smoke(...args: string[]): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', run, 'smoke', ...args],
      (error, stdout, stderr) => resolve({ status: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}
