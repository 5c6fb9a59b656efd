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
if (!process.argv.includes('--check')) {
  writeFileSync(target, printed.stdout);
} else if (current !== printed.stdout) {
  process.stderr.write('docs/openapi.json is not what the routes say. Write it anew: npx node apps/api/openapi.ts\n');
  process.exit(1);
}
