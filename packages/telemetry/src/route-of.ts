import type { FastifyRequest } from 'fastify';

/** The route of the contract, such as `/v1/uploads/:id`, so that no path or id is kept; `(none)` if there is none. */
export function routeOf(request: FastifyRequest): string {
  // `routeOptions` is built again on each access; without a route it has no URL.
  return request.routeOptions.url ?? '(none)';
}
