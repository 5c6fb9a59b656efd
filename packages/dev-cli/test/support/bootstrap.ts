import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root as repository } from '../../src/environment/root.ts';

/**
 * Puts the bootstrap of this repository into another one, and `source` in place of the commands it goes on with.
 * @returns the script to run
 */
export function copyBootstrap(root: string, source: string): string {
  const folder = join(root, 'tools', 'bootstrap');
  cpSync(join(repository, 'tools', 'bootstrap'), folder, { recursive: true });
  const commands = join(root, 'packages', 'dev-cli', 'src', 'run.ts');
  mkdirSync(dirname(commands), { recursive: true });
  writeFileSync(commands, source);
  return join(folder, 'bootstrap.mjs');
}
