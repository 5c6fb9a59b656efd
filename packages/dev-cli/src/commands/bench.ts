import { join } from 'node:path';
import { root } from '../environment/root.ts';
import { Supervisor } from '../process/supervisor.ts';
import { runTurbo } from '../stack/build.ts';

/** `npm run bench`: measures the built api against its limits. `args` go to the bench itself. */
export async function bench(args: string[]): Promise<number> {
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
