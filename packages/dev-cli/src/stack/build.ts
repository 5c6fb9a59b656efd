import { join } from 'node:path';
import { startProgress } from '../../../../tools/bootstrap/progress.mjs';
import { root } from '../environment/root.ts';
import type { Environment } from '../environment/settings.ts';
import { CliError } from '../cli-error.ts';
import type { Supervisor } from '../process/supervisor.ts';

const shownLines = 40;

export interface TurboResult {
  seconds: number;
  isCached: boolean;
}

/**
 * Runs one Turborepo task in every workspace that has it.
 * @throws Fault with the failing part of the output
 */
export async function runTurbo(
  supervisor: Supervisor,
  env: Environment,
  task: 'build' | 'generate' | 'typecheck',
  doing: string,
): Promise<TurboResult> {
  const progress = startProgress(doing);
  let output = '';
  const turbo = supervisor.run({
    name: task,
    program: process.execPath,
    args: [join(root, 'node_modules', 'turbo', 'bin', 'turbo'), 'run', task, '--output-logs=errors-only', '--no-color'],
    cwd: root,
    env: {
      ...env,
      // The user's development settings must not leak into a build.
      NODE_ENV: undefined,
      TURBO_TELEMETRY_DISABLED: '1',
      NEXT_TELEMETRY_DISABLED: '1',
      DO_NOT_TRACK: '1',
      TURBO_NO_UPDATE_NOTIFIER: '1',
    },
    onOutput: (text) => (output += text),
  });
  const status = await turbo.catch((error: unknown) => {
    progress.fail();
    throw error;
  });
  if (status !== 0) {
    progress.fail();
    throw new CliError(
      `${output.trimEnd().split('\n').slice(-shownLines).join('\n')}\n\`${task}\` failed (see above).`,
    );
  }
  const [, cached, total] = /Cached:\s+(\d+) cached, (\d+) total/.exec(output) ?? [];
  const isCached = cached !== undefined && cached === total;
  return { seconds: progress.done(isCached ? 'unchanged' : undefined), isCached };
}
