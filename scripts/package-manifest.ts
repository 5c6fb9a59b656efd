/**
 * Writes what npm publishes in addition to the compiled sources of a package: `dist/package.json` and `dist/README.md`.
 * Run it in the package's folder after `tsc -p tsconfig.package.json`, as `npm run package` does; `npm publish ./dist`
 * follows. Inside the repository the package keeps its own manifest, whose `exports` point to the sources (ADR 21).
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.ts';

interface Manifest {
  name: string;
  version: string;
  exports?: Record<string, string>;
  bin?: Record<string, string>;
  dependencies?: Record<string, string>;
}

const readManifest = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** The path of `./src/a.ts` in the published package. */
function compiled(source: string): { types: string; default: string } {
  const path = source.replace(/^\.\/src\//, './lib/').replace(/\.ts$/, '');
  return { types: `${path}.d.ts`, default: `${path}.js` };
}

/** Packages of this repository are released together, so each depends on the same release of the others. */
function released([name, range]: [string, string]): [string, string] {
  const [, folder] = /^@pixelboxx\/(.+)$/.exec(name) ?? [];
  return [name, folder ? readManifest(join(root, 'packages', folder)).version : range];
}

function publishedManifest(manifest: Manifest): object {
  const inside = ['private', 'scripts', 'devDependencies'];
  return {
    ...Object.fromEntries(Object.entries(manifest).filter(([key]) => !inside.includes(key))),
    // The other files beside the sources are only for building and testing here.
    ...(manifest.exports && {
      exports: Object.fromEntries(
        Object.entries(manifest.exports)
          .filter(([, source]) => source.startsWith('./src/'))
          .map(([name, source]) => [name, compiled(source)]),
      ),
    }),
    ...(manifest.bin && {
      bin: Object.fromEntries(
        Object.entries(manifest.bin).map(([name, source]) => [name, compiled(source).default.replace(/^\.\//, '')]),
      ),
    }),
    dependencies: Object.fromEntries(Object.entries(manifest.dependencies ?? {}).map(released)),
  };
}

const folder = process.cwd();
const target = join(folder, 'dist');
writeFileSync(join(target, 'package.json'), `${JSON.stringify(publishedManifest(readManifest(folder)), null, 2)}\n`);
copyFileSync(join(folder, 'README.md'), join(target, 'README.md'));
