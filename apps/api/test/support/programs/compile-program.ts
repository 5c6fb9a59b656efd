import { pollUntil } from '@pixelboxx/config/testing';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { tmpdir } from 'node:os';
import { rolldown } from 'rolldown';
import config from '../../../rolldown.config.ts';
import { TEST_PROGRAMS } from '../test-programs.ts';

const workspace = join(import.meta.dirname, '../../..');

/**
 * Compiles a program, as the production build compiles `main`, once for all test files of a run; it is removed at the end of
 * the run. @returns the path to run
 */
export async function compileProgram(source: string): Promise<string> {
  const name = createHash('sha256').update(resolve(workspace, source)).digest('hex').slice(0, 16);
  const run = join(TEST_PROGRAMS, basename(tmpdir()));
  const [dir, done, program] = [join(run, name), join(run, name, 'done'), join(run, name, 'program.js')];
  mkdirSync(run, { recursive: true });
  if (isFirst(dir)) {
    const bundle = await rolldown({
      ...config,
      cwd: workspace,
      input: { program: source, 'decode-heic': 'src/uploads/heif/decode-heic.ts' },
    });
    await bundle.write({ dir, format: 'esm', entryFileNames: '[name].js', cleanDir: false });
    await bundle.close();
    // As beside the production build. Without it, Node parses each file at each start to detect its module type.
    writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
    mkdirSync(done);
  }
  await pollUntil('the program is compiled', () => existsSync(done));
  return program;
}

/** The compile cache that processes of a program share: V8 then compiles nothing, which is half of a start. */
export const compileCacheOf = (program: string): { NODE_COMPILE_CACHE: string } => ({
  NODE_COMPILE_CACHE: join(dirname(program), 'compile-cache'),
});

/** Processes agree on who does the work by creating a directory. */
function isFirst(dir: string): boolean {
  try {
    mkdirSync(dir);
    return true;
  } catch {
    return false;
  }
}
