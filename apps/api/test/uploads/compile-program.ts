import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import config from '../../rolldown.config.ts';

const workspace = join(import.meta.dirname, '../..');

/** Compiles a program, as the production build compiles `main`. @returns the path to run, alone in its folder */
export async function compileProgram(source: string): Promise<string> {
  const dir = join(workspace, 'node_modules/.cache/test-programs', randomUUID());
  const bundle = await rolldown({ ...config, cwd: workspace, input: { program: source } });
  await bundle.write({ dir, format: 'esm', entryFileNames: '[name].js' });
  await bundle.close();
  return join(dir, 'program.js');
}
