import { join } from 'node:path';
import { root } from '../environment/root.ts';
import { Supervisor } from '../process/supervisor.ts';
import { readOptions, readReplicasOptions, usage } from '../../../../faults/options.ts';
import { readArguments } from '../read-arguments.ts';
import { runTurbo } from '../stack/build.ts';

export { usage };

/**
 * `npm run faults`: takes the built product's dependencies away, one after the other; `npm run faults -- replicas`
 * restarts replicas of it under traffic. `args` are passed to `faults/main.ts` and `faults/replicas.ts`.
 */
export async function run([first, ...rest]: string[]): Promise<number> {
  const isReplicas = first === 'replicas';
  const args = isReplicas || first === undefined ? rest : [first, ...rest];
  readArguments(() => (isReplicas ? readReplicasOptions(args, 0) : readOptions(args, 0)));
  const supervisor = new Supervisor();
  try {
    await runTurbo(supervisor, process.env, 'build', 'Building');
    return await supervisor.run({
      name: 'faults',
      program: process.execPath,
      args: ['--disable-warning=ExperimentalWarning', isReplicas ? 'replicas.ts' : 'main.ts', ...args],
      cwd: join(root, 'faults'),
      env: process.env,
    });
  } finally {
    await supervisor.stopAll();
  }
}
