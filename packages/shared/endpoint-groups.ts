import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as foundation from './src/index.ts';
import type { EndpointSpec } from './src/index.ts';

/** The endpoints of one `…Endpoints` export. */
export interface EndpointGroup {
  /** `note` for `noteEndpoints`: what stands before the dot in the client's names of endpoints. */
  readonly name: string;
  /** Under which `exports` of this package it is found, below its name: empty for `index.ts`. */
  readonly path: '' | `/features/${string}`;
  readonly endpoints: Readonly<Record<string, EndpointSpec>>;
}

/** Names that `index.ts` has already cannot be told apart by clients, so they are refused. */
export class DuplicateGroup extends Error {}

const featuresDir = join(import.meta.dirname, 'src/features');

/** The features that have a contract of their own in `src/features`, by name. */
export function featureNames(folder = featuresDir): string[] {
  return readdirSync(folder)
    .filter((name) => /^[a-z0-9-]+\.ts$/.test(name))
    .map((name) => name.slice(0, -'.ts'.length))
    .sort();
}

/**
 * Every group of endpoints there is: those of `index.ts` and those of each file in `src/features`, which nobody has to
 * list. For what looks at all of them while building or testing, on Node; what runs elsewhere imports those it calls.
 * @throws DuplicateGroup
 */
export async function readEndpointGroups(): Promise<EndpointGroup[]> {
  const groups = groupsOf(foundation, '');
  for (const name of featureNames()) {
    const exported = (await import(pathToFileURL(join(featuresDir, `${name}.ts`)).href)) as Record<string, unknown>;
    groups.push(...groupsOf(exported, `/features/${name}`));
  }
  const names = groups.map(({ name }) => name);
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate !== undefined) throw new DuplicateGroup(`Two contracts export ${duplicate}Endpoints.`);
  return groups;
}

function groupsOf(exported: Readonly<Record<string, unknown>>, path: EndpointGroup['path']): EndpointGroup[] {
  return Object.entries(exported).flatMap(([key, endpoints]) => {
    const name = /^(\w+)Endpoints$/.exec(key)?.[1];
    return name === undefined ? [] : [{ name, path, endpoints: endpoints as EndpointGroup['endpoints'] }];
  });
}
