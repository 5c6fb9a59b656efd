import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readEndpointGroups } from '@pixelboxx/shared/endpoint-groups';
import { describeDeprecations } from './describe-deprecations.ts';
import { featureTypesOf, routeManifestOf } from './route-manifest.ts';

const folder = path.join(import.meta.dirname, 'src/generated');
mkdirSync(folder, { recursive: true });
const groups = await readEndpointGroups();

// The route manifest: what a call needs to know of each endpoint, for clients. The contracts it is made from would
// weigh down every page with the validation library.
write(
  'route-manifest.ts',
  `import type { EndpointName } from '../api-client.ts';
import type { RouteManifestEntry } from '../transport.ts';

export const routeManifest: Readonly<Record<EndpointName, RouteManifestEntry>> = ${JSON.stringify(routeManifestOf(groups), null, 2)};

/** The contracts of features. */
export interface FeatureContracts {
${featureTypesOf(groups).join('\n')}
}
`,
);
write('deprecations.ts', describeDeprecations(groups));

function write(name: string, text: string): void {
  const target = path.join(folder, name);
  // In one step: a server that watches its sources never reads half of it.
  writeFileSync(`${target}.new`, `// Written by generate.ts from the contracts.\n${text}`);
  renameSync(`${target}.new`, target);
}
