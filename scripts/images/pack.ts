/** `node scripts/images/pack.ts <service> <folder>`: copies what a built service runs from into an empty folder,
 * and lists the packages that are in it. */
import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from '../root.ts';
import { billOfMaterials } from './bill-of-materials.ts';
import { filesOf, type ServiceName, serviceNames } from './service-files.ts';

const [name, folder] = process.argv.slice(2);
const isService = (text: string | undefined): text is ServiceName => serviceNames.some((known) => known === text);
if (!isService(name) || !folder) {
  process.stderr.write(`Usage: node scripts/images/pack.ts ${serviceNames.join('|')} <folder>\n`);
  process.exit(2);
}

const files = await filesOf(name);
let bytes = 0;
for (const path of files) {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  const source = join(root, path);
  const about = lstatSync(source);
  if (about.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
  else copyFileSync(source, target);
  bytes += about.size;
}
writeFileSync(join(folder, 'sbom.cdx.json'), JSON.stringify(billOfMaterials(`apps/${name}`), null, 1));
if (name === 'web') replaceConfig(join(folder, 'apps/web'));
process.stdout.write(`${name}: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB\n`);

/** Next would compile a TypeScript configuration at each start, with a compiler of 100 MB. */
function replaceConfig(app: string): void {
  const path = join(app, 'next.config.ts');
  writeFileSync(join(app, 'next.config.mjs'), stripTypeScriptTypes(readFileSync(path, 'utf8')));
  rmSync(path);
}
