import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readEndpointGroups } from '@pixelboxx/shared/endpoint-groups';
import { describeFeatureTypes, describeRoutes } from './describe-routes.ts';

// The route manifest: what a call needs to know of each endpoint, for clients. The contracts it is made from would
// weigh down every page with the validation library.
const folder = path.join(import.meta.dirname, 'src/generated');
const target = path.join(folder, 'route-manifest.ts');
mkdirSync(folder, { recursive: true });
const groups = await readEndpointGroups();
// In one step: a server that watches its sources never reads half of it.
writeFileSync(
  `${target}.new`,
  `// Written by generate.ts from the contracts.
import type { EndpointName } from '../api-client.ts';
import type { EndpointShape } from '../transport.ts';

export const routeManifest: Readonly<Record<EndpointName, EndpointShape>> = ${JSON.stringify(describeRoutes(groups), null, 2)};

/** The contracts of features. */
export interface FeatureContracts {
${describeFeatureTypes(groups).join('\n')}
}
`,
);
renameSync(`${target}.new`, target);
