import { join } from 'node:path';
import { root } from '../environment/root.ts';
import { Supervisor } from '../process/supervisor.ts';
import { readOptions, usage } from '../../../../bench/options.ts';
import { readArguments } from '../read-arguments.ts';
import { runTurbo } from '../stack/build.ts';

export { usage };

/** `npm run bench`: measures the built api against its limits. `args` are passed to the bench itself. */
export async function run(args: string[]): Promise<number> {
  readArguments(() => readOptions(args));
  const supervisor = new Supervisor();
  try {
    await runTurbo(supervisor, process.env, 'build', 'Building');
    return await supervisor.run({
      name: 'bench',
      program: process.execPath,
      args: ['--disable-warning=ExperimentalWarning', 'main.ts', ...args],
      cwd: join(root, 'bench'),
      env: process.env,
    });
  } finally {
    await supervisor.stopAll();
  }
}
