/**
 * Writes `docs/openapi.json` from the routes themselves; with `--check` only tells whether it is current.
 * The api is compiled first (half a second): Node cannot run decorators by itself.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import config from './rolldown.config.ts';

const target = join(import.meta.dirname, '../../docs/openapi.json');

const args = process.argv.slice(2);
const usage = 'Usage: node apps/api/openapi.ts [--check]';
if (args.some((arg) => arg === '--help' || arg === '-h')) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}
// One that is mistyped must not write what was to be checked.
const unknown = args.find((arg) => arg !== '--check');
if (unknown !== undefined) {
  process.stderr.write(`There is no ${unknown}.\n${usage}\n`);
  process.exit(2);
}

process.chdir(import.meta.dirname);
const bundle = await rolldown({ ...config, input: { openapi: 'src/bin/openapi.ts' } });
const dir = 'node_modules/.cache/openapi';
await bundle.write({ dir, format: 'esm', entryFileNames: '[name].js' });
const printed = spawnSync(process.execPath, [join(dir, 'openapi.js')], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
if (printed.status !== 0) {
  process.stderr.write(printed.stderr);
  process.exit(1);
}
const current = existsSync(target) ? readFileSync(target, 'utf8') : '';
if (!args.includes('--check')) {
  writeFileSync(target, printed.stdout);
} else if (current !== printed.stdout) {
  process.stderr.write('docs/openapi.json is not what the routes say. Write it anew: npx node apps/api/openapi.ts\n');
  process.exit(1);
}
