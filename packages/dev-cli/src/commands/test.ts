import { join } from 'node:path';
import { root } from '../environment/root.ts';
import { Supervisor } from '../process/supervisor.ts';
import { runTurbo } from '../stack/build.ts';

/** `npm test`: every test that needs nothing but npm. `args` go to Vitest. */
export async function test(args: string[]): Promise<number> {
  const supervisor = new Supervisor();
  try {
    await runTurbo(supervisor, process.env, 'generate', 'Generating code');
    return await supervisor.run({
      name: 'vitest',
      args: [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...args],
      cwd: root,
      env: { ...process.env, PIXELBOXX_STARTED_AT: undefined, PIXELBOXX_INSTALL_SECONDS: undefined },
    });
  } finally {
    await supervisor.stopAll();
  }
}
