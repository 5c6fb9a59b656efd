import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { TEST_PROGRAMS } from './test-programs.ts';

const prefix = 'pixelboxx-tests-';
const names = ['TMPDIR', 'TMP', 'TEMP'];

/**
 * One folder for all temporary files of the run, for all its projects, so that an interrupted or killed test leaves nothing
 * behind. @returns the cleanup function
 */
export default function setup(): () => void {
  if (basename(tmpdir()).startsWith(prefix)) return () => undefined;
  const folder = mkdtempSync(join(tmpdir(), prefix));
  const before = names.map((name) => [name, process.env[name]] as const);
  for (const name of names) process.env[name] = folder;
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    for (const path of [folder, join(TEST_PROGRAMS, basename(folder))]) {
      rmSync(path, { recursive: true, force: true, maxRetries: 5 });
    }
  };
}
