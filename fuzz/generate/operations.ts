import { type EndpointSpec, healthEndpoints, screeningEndpoints } from '@pixelboxx/shared';
import { readEndpointGroups } from '@pixelboxx/shared/endpoint-groups';

const aiOnly: readonly EndpointSpec[] = Object.values(screeningEndpoints);

/** Everything in the contracts, including those of features: a new endpoint is fuzzed without a line here. */
export const apiOperations: readonly EndpointSpec[] = (await readEndpointGroups())
  .flatMap(({ endpoints }) => Object.values(endpoints))
  .filter((spec) => !aiOnly.includes(spec));

export const aiOperations: readonly EndpointSpec[] = [...aiOnly, ...Object.values(healthEndpoints)];

export const nameOf = ({ method, path }: Pick<EndpointSpec, 'method' | 'path'>): string => `${method} ${path}`;

/**
 * The endpoint that a request reaches, as the server's router sees it: literal segments before parameters, HEAD like GET.
 * Null if no route of the contract matches.
 */
export function routeOf(operations: readonly EndpointSpec[], method: string, target: string): EndpointSpec | null {
  const segments = segmentsOf(target);
  const wanted = method === 'HEAD' ? 'GET' : method;
  const fitting = operations.filter((spec) => spec.method === wanted && fits(spec.path.split('/'), segments));
  return fitting.toSorted((left, right) => literals(right) - literals(left))[0] ?? null;
}

function segmentsOf(target: string): string[] {
  // A server also accepts an absolute address (RFC 9112 3.2.2), in which dot segments are resolved (RFC 3986 6.2.2.3).
  const isAbsolute = /^https?:\/\//i.test(target);
  const path = isAbsolute ? (URL.parse(target)?.pathname ?? '') : (target.split(/[?#]/, 1)[0] ?? '');
  try {
    return decodeURI(path).split('/');
  } catch {
    return [];
  }
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, index) => (part.startsWith(':') ? segments[index] !== '' : part === segments[index]))
  );
}

const literals = ({ path }: EndpointSpec): number => path.split('/').filter((part) => !part.startsWith(':')).length;
