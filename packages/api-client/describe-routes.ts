import * as contracts from '@pixelboxx/shared';
import type { EndpointSpec } from '@pixelboxx/shared';
import type { EndpointShape } from './src/transport.ts';

/** Groups for other services, not for browsers. */
const otherGroups = new Set(['screening']);

/** What a call needs to know of every endpoint, by group and name. Runs while building: it needs all contracts. */
export function describeRoutes(): Record<string, EndpointShape> {
  const routes: Record<string, EndpointShape> = {};
  for (const [name, exported] of Object.entries(contracts)) {
    const group = /^(\w+)Endpoints$/.exec(name)?.[1];
    if (!group || otherGroups.has(group)) continue;
    for (const [key, spec] of Object.entries(exported as Record<string, EndpointSpec>)) {
      routes[`${group}.${key}`] = shapeOf(spec);
    }
  }
  return routes;
}

function shapeOf({ method, path, access, body, data, stream, file, bytes }: EndpointSpec): EndpointShape {
  return {
    method,
    path,
    access,
    ...(file && { file }),
    ...(bytes && { bytes }),
    ...(body && { body: true }),
    ...(data && { data: true }),
    ...(stream && { stream: true }),
  };
}
