import type { EndpointSpec } from '@pixelboxx/shared';
import type { EndpointGroup } from '@pixelboxx/shared/endpoint-groups';
import type { RouteManifestEntry } from './src/transport.ts';

/** Groups for other services, and for what browsers send by themselves: nobody calls them by this client. */
const otherGroups = new Set(['screening', 'cspReport', 'mailReport']);

export function calledGroups(groups: readonly EndpointGroup[]): EndpointGroup[] {
  return groups.filter(({ name }) => !otherGroups.has(name));
}

/** What a call needs to know of every endpoint, by group and name. Runs while building: it needs all contracts. */
export function routeManifestOf(groups: readonly EndpointGroup[]): Record<string, RouteManifestEntry> {
  return Object.fromEntries(
    calledGroups(groups).flatMap(({ name, endpoints }) =>
      Object.entries(endpoints).map(([key, spec]) => [`${name}.${key}`, entryOf(spec)]),
    ),
  );
}

/** The members of an interface that has the contracts of features as types: they are in no list but this. */
export function featureTypesOf(groups: readonly EndpointGroup[]): string[] {
  return groups
    .filter(({ path }) => path !== '')
    .map(({ name, path }) => `${name}Endpoints: typeof import('@pixelboxx/shared${path}').${name}Endpoints;`);
}

function entryOf({ method, path, access, body, data, stream, file, bytes }: EndpointSpec): RouteManifestEntry {
  return {
    method,
    path,
    ...(access === 'public' && { access }),
    ...(file && { file }),
    ...(bytes && { bytes }),
    ...(body && { body: true }),
    ...(data && { data: true }),
    ...(stream && { stream: true }),
  };
}
