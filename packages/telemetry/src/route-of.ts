import type { FastifyRequest } from 'fastify';

/** The route of the contract, such as `/v1/uploads/:id`, so that no path and no id is kept; `(none)` where there is none. */
export function routeOf(request: FastifyRequest): string {
  // Put together anew at each look; of what has no route, it has no address.
  return request.routeOptions.url ?? '(none)';
}
