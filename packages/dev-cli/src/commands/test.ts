import { join } from 'node:path';
import { root } from '../environment/root.ts';
import { Supervisor } from '../process/supervisor.ts';
import { runTurbo } from '../stack/build.ts';

export const usage = `Usage: npm test -- [PATH] [options of Vitest]
  PATH               part of the path of the test files that are wanted, such as badges
  --project NAME     of one workspace alone; the api has unit, api and fault
  -t PATTERN         of one test alone; what else Vitest takes says npx vitest run --help`;

/** `npm test`: every test that needs nothing but npm. `args` are passed to Vitest. */
export async function run(args: string[]): Promise<number> {
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
