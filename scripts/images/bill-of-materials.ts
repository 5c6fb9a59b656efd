import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { root } from '../root.ts';

const dependencies = z.record(z.string(), z.string()).default({});
const lockedPackage = z.object({
  version: z.string().optional(),
  license: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  resolved: z.string().optional(),
  dependencies,
  optionalDependencies: dependencies,
  peerDependencies: dependencies,
});
const lockfile = z.object({ packages: z.record(z.string(), lockedPackage) });

interface Component {
  readonly type: 'library';
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses?: readonly [{ readonly expression: string }];
  readonly hashes?: readonly [{ readonly alg: 'SHA-512'; readonly content: string }];
}

/**
 * The packages that a workspace can carry into production, as installed here, in CycloneDX 1.6 (ECMA-424), including
 * those bundled into our own files. Based on the lockfile, so that it lists what was verified at installation.
 * @param workspace such as `apps/api`
 */
export function billOfMaterials(workspace: string): object {
  const { packages } = lockfile.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  const reached = new Set<string>();
  const visit = (path: string): void => {
    const found = packages[path];
    if (!found || reached.has(path)) return;
    reached.add(path);
    const wanted = { ...found.dependencies, ...found.optionalDependencies, ...found.peerDependencies };
    for (const name of Object.keys(wanted)) {
      const at = resolveFrom(path, name, packages);
      if (at !== null) visit(at);
    }
  };
  visit(workspace);
  const components = [...reached]
    .filter((path) => path.includes('node_modules/') && existsSync(join(root, path)))
    .map((path) => componentOf(path, packages[path] ?? lockedPackage.parse({})))
    .sort((a, b) => a.purl.localeCompare(b.purl, 'en'));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', name: `@pixelboxx/${workspace.replace(/^.*\//, '')}` } },
    components,
  };
}

/** Resolves like Node: in the folder of the package and in all folders above. Workspaces are links to their folders. */
function resolveFrom(path: string, name: string, packages: z.infer<typeof lockfile>['packages']): string | null {
  for (let folder = path; ; folder = dirname(folder)) {
    const candidate = join(folder === '.' ? '' : folder, 'node_modules', name);
    const found = packages[candidate];
    if (found) return found.link === true ? (found.resolved ?? null) : candidate;
    if (folder === '.' || folder === '') return null;
  }
}

function componentOf(path: string, { version = '0', license, integrity }: z.infer<typeof lockedPackage>): Component {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const digest = integrity?.startsWith('sha512-') && Buffer.from(integrity.slice(7), 'base64').toString('hex');
  return {
    type: 'library',
    name,
    version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    ...(license && { licenses: [{ expression: license }] }),
    ...(digest && { hashes: [{ alg: 'SHA-512', content: digest }] }),
  };
}
